using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;

namespace CrawlGate.IntegrationTests;

[Collection(SemaphoreCollection.Name)]
public sealed class SemaphoreJourneyTests(SemaphoreFixture semaphore)
{
    [Fact]
    public async Task P15_A_member_who_is_challenged_proves_it_and_reads_on_even_while_no_payment_can_be_taken()
    {
        await using var site = await MemberSite.StartAsync(semaphore.Prover);
        var refused = await site.BrowseAsync("/paid");
        Assert.Equal(503, refused.Status);
        Assert.Contains("/.crawlgate/human?to=%2Fpaid", refused.Body, StringComparison.Ordinal);
        Assert.False(refused.Leaks);

        var pass = await site.PassAsync(semaphore.Prover);
        var page = await site.BrowseAsync("/paid", pass);
        Assert.Equal(200, page.Status);
        Assert.True(page.Leaks, "It is the page itself.");
        Assert.Equal("no-store, private", page.Header("Cache-Control")); // HttpClient puts directives in an order of its own
        Assert.Contains("Cookie", page.Header("Vary"), StringComparison.Ordinal);

        var seen = site.Origin.Requests.Last();
        Assert.Equal("medium", seen.Headers[HumanGate.LevelHeader]);
        Assert.DoesNotContain("crawlgate", seen.Headers.GetValueOrDefault("Cookie", ""), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task P16_A_proof_that_was_made_for_another_browser_is_refused()
    {
        await using var site = await MemberSite.StartAsync(semaphore.Prover);
        var mine = await site.ChallengeAsync();
        var theirs = await site.ChallengeAsync();
        Assert.NotEqual(mine.Message, theirs.Message);
        var proof = await semaphore.Prover.ProveAsync("alice", site.Members, theirs.Message, mine.Scope, 2);

        await AssertRefusedAsync(site, mine.Cookie, proof);
    }

    [Fact]
    public async Task P17_A_proof_of_another_scope_is_refused()
    {
        await using var site = await MemberSite.StartAsync(semaphore.Prover);
        var mine = await site.ChallengeAsync();
        var otherSlot = await site.ChallengeAsync("?slot=2");
        Assert.NotEqual(mine.Scope, otherSlot.Scope);
        var proof = await semaphore.Prover.ProveAsync("alice", site.Members, mine.Message, otherSlot.Scope, 2);

        await AssertRefusedAsync(site, mine.Cookie, proof);
    }

    [Fact]
    public async Task P13_P18_The_same_person_gets_another_pass_on_the_same_budget_and_no_proof_counts_twice()
    {
        await using var site = await MemberSite.StartAsync(semaphore.Prover, new JsonObject { ["PerMinute"] = 1, ["Burst"] = 4, ["PerDay"] = 100, ["NetworkSwitchCost"] = 1 });
        var first = await site.ChallengeAsync();
        var proof = await semaphore.Prover.ProveAsync("alice", site.Members, first.Message, first.Scope, 2);
        var granted = await site.SendAsync(first.Cookie, proof);
        Assert.Equal(303, granted.Status);
        await AssertRefusedAsync(site, first.Cookie, proof);
        await AssertRefusedAsync(site, first.Cookie, NegateAandB(proof));

        var one = MemberSite.CookieOf(granted, PassCookie.Name)!;
        var other = await site.PassAsync(semaphore.Prover);
        Assert.NotEqual(one, other);
        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
            statuses.Add((await site.BrowseAsync("/paid", i % 2 == 0 ? one : other)).Status);
        Assert.Equal(4, statuses.Count(status => status == 200));
        Assert.Equal(503, statuses[^1]);

        // Somebody else has a budget of his own.
        Assert.Equal(200, (await site.BrowseAsync("/paid", await site.PassAsync(semaphore.Prover, "bob"))).Status);
    }

    [Fact]
    public async Task P19_P20_Who_is_no_member_or_no_longer_one_is_refused()
    {
        await using var site = await MemberSite.StartAsync(semaphore.Prover);
        var mallory = await semaphore.Prover.CommitmentAsync("mallory");
        var (cookie, message, scope) = await site.ChallengeAsync();
        await AssertRefusedAsync(site, cookie, await semaphore.Prover.ProveAsync("mallory", [mallory, "12345"], message, scope, 2));

        var alice = await semaphore.Prover.ProveAsync("alice", site.Members, message, scope, 2);
        string[] without = ["0", .. site.Members.Skip(1)];
        await File.WriteAllTextAsync(site.RootsFile, await semaphore.Prover.RootAsync(without) + "\n");
        await AssertRefusedAsync(site, cookie, alice);
        Assert.Equal(303, (await site.SendAsync(cookie, await semaphore.Prover.ProveAsync("bob", without, message, scope, 2))).Status);
    }

    [Fact]
    public async Task A_pass_outlives_a_restart_and_counts_at_another_gateway_of_the_store()
    {
        var store = Path.Combine(Directory.CreateTempSubdirectory("crawlgate-store-").FullName, "crawlgate.db");
        string pass;
        await using (var before = await MemberSite.StartAsync(semaphore.Prover, change: settings => settings["Store"] = "sqlite:" + store))
            pass = await before.PassAsync(semaphore.Prover);

        await using var after = await MemberSite.StartAsync(semaphore.Prover, change: settings => settings["Store"] = "sqlite:" + store);
        Assert.Equal(200, (await after.BrowseAsync("/paid", pass)).Status);
    }

    [Fact]
    public async Task P57_Nobody_is_sent_to_another_site()
    {
        await using var site = await MemberSite.StartAsync(semaphore.Prover);
        var (cookie, message, scope) = await site.ChallengeAsync();
        var answer = await site.SendAsync(cookie, await semaphore.Prover.ProveAsync("alice", site.Members, message, scope, 2), to: "//evil.example/");
        Assert.Equal((303, "/"), (answer.Status, answer.Header("Location")));
    }

    [Theory]
    [InlineData("Everyone", false)]
    [InlineData("Crawlers", true)]
    public async Task A_pass_opens_no_spelling_that_may_be_a_page_of_a_policy_that_people_pay_for(string charge, bool opens)
    {
        await using var site = await MemberSite.StartAsync(semaphore.Prover, change: settings =>
        {
            settings["Rules"] = JsonNode.Parse("""[ { "When": { "Kind": [ "browser" ] }, "Action": "charge", "Price": "$0.10" } ]""");
            settings["Policies"] = new JsonObject { ["service"] = new JsonObject { ["Charge"] = charge, ["Price"] = "$0.05" } };
        });
        var pass = await site.PassAsync(semaphore.Prover);
        Assert.Equal(200, (await site.BrowseAsync("/paid", pass)).Status);

        Assert.Equal(opens, (await site.BrowseAsync("/news;x/paid", pass)).Status == 200);

        // Nobody is sent to prove what would count for nothing.
        Assert.Equal(opens, (await site.BrowseAsync("/news;x/paid")).Body.Contains("/.crawlgate/human", StringComparison.Ordinal));
    }

    private static async Task AssertRefusedAsync(MemberSite site, string cookie, string proof)
    {
        var answer = await site.SendAsync(cookie, proof);
        Assert.Equal(400, answer.Status);
        Assert.Null(MemberSite.CookieOf(answer, PassCookie.Name));
        Assert.Contains("role=\"alert\"", answer.Body, StringComparison.Ordinal);
    }

    /// <summary>The same proof in other bytes, which the pairing takes as well.</summary>
    private static string NegateAandB(string proof)
    {
        var p = System.Numerics.BigInteger.Parse("21888242871839275222246405745257275088696311157297823662689037894645226208583");
        var json = JsonNode.Parse(proof)!.AsObject();
        var points = json["points"]!.AsArray();
        foreach (var i in (int[])[1, 4, 5])
            points[i] = (p - System.Numerics.BigInteger.Parse((string)points[i]!)).ToString();
        return json.ToJsonString();
    }
}
