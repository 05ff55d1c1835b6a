using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>Who is asking, by the address: published lists and reverse DNS, through the real gateway.</summary>
public sealed class VerificationTests(VerificationTests.Site site) : IClassFixture<VerificationTests.Site>
{
    // A visit may wait for DNS once, half a second by the stand's settings, and for nothing else.
    private static readonly TimeSpan LongestVisit = TimeSpan.FromSeconds(5);

    private IdentityStand Stand => site.Stand;

    [Theory]
    [InlineData("ListedSearch", IdentityStand.Listed, "verified", "allow")]
    [InlineData("ListedSearch", IdentityStand.Elsewhere, "spoofed", "block 403")]
    [InlineData("Googlebot", IdentityStand.Listed, "verified", "allow")]
    [InlineData("Googlebot", IdentityStand.Elsewhere, "spoofed", "block 403")]
    [InlineData("ListedTraining", IdentityStand.Listed, "verified", "charge 0.002")]
    [InlineData("ListedTraining", IdentityStand.Elsewhere, "spoofed", "block 403")]
    [InlineData("NamedSearch", IdentityStand.Named, "verified", "allow")]
    [InlineData("NamedSearch", IdentityStand.Elsewhere, "spoofed", "block 403")]
    [InlineData("NamedSearch", IdentityStand.Pretended, "spoofed", "block 403")]
    [InlineData("NamedSearch", IdentityStand.Nameless, "unverifiable", "allow")]
    [InlineData("NamedSearch", IdentityStand.Silent, "unverifiable", "allow")]
    [InlineData("NamedTraining", IdentityStand.Named, "verified", "charge 0.002")]
    [InlineData("NamedTraining", IdentityStand.Pretended, "spoofed", "block 403")]
    [InlineData("NamedTraining", IdentityStand.Silent, "unverifiable", "charge 0.005")]
    [InlineData("EitherTraining", IdentityStand.Listed, "verified", "charge 0.002")]
    [InlineData("EitherTraining", IdentityStand.Named, "verified", "charge 0.002")]
    [InlineData("EitherTraining", IdentityStand.Elsewhere, "spoofed", "block 403")]
    [InlineData("EitherTraining", IdentityStand.Silent, "unverifiable", "charge 0.005")]
    [InlineData("PlainTraining", IdentityStand.Elsewhere, "unverifiable", "charge 0.005")]
    [InlineData("ListedSearch", "10.1.2.3", "unverifiable", "allow")]
    [InlineData("ListedTraining", "104.16.0.1", "unverifiable", "charge 0.005")]
    [InlineData(TestGateway.Browser, IdentityStand.Elsewhere, "unclaimed", "allow")]
    public async Task An_address_proves_or_refutes_a_crawler_and_decides_what_it_pays(string crawler, string address, string identity, string outcome)
    {
        var clock = Stopwatch.StartNew();
        var answer = await Stand.VisitAsync(crawler, address);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, LongestVisit);
        var would = answer.Header("X-CrawlGate-Would");
        Assert.StartsWith($"{outcome}; ", would);
        Assert.Contains($"; identity={identity}", would);
        AssertCarriedOut(outcome, answer);
    }

    [Theory]
    [InlineData("Down")]
    [InlineData("Malformed")]
    [InlineData("Html")]
    [InlineData("Everybody")]
    [InlineData("Hung")]
    [InlineData("Gone")]
    public async Task A_list_that_could_not_be_read_at_start_refutes_nobody(string state)
    {
        foreach (var address in (string[])[IdentityStand.Listed, IdentityStand.Elsewhere])
        {
            var search = await Stand.VisitAsync($"{state}Search", address);
            Assert.Equal(200, search.Status);
            Assert.Contains("; identity=unverifiable", search.Header("X-CrawlGate-Would"));

            var training = await Stand.VisitAsync($"{state}Training", address);
            Assert.StartsWith("charge 0.005; ", training.Header("X-CrawlGate-Would"));
            AssertCarriedOut("charge 0.005", training);
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("both")]
    public async Task The_trusted_proxys_word_counts_and_what_stands_before_it_does_not(string header)
    {
        foreach (var (left, right, status) in ((string, string, int)[])[(IdentityStand.Listed, IdentityStand.Elsewhere, 403), (IdentityStand.Elsewhere, IdentityStand.Listed, 200)])
        {
            (string, string)[] headers =
            [
                .. header == "Forwarded" ? [] : new[] { ("X-Forwarded-For", $"{left}, {right}") },
                .. header == "X-Forwarded-For" ? [] : new[] { ("Forwarded", $"for={left}, for={right}") },
                ("User-Agent", IdentityStand.UserAgent("ListedSearch")),
                ("X-Real-IP", left), ("CF-Connecting-IP", left), ("True-Client-IP", left), ("X-Client-IP", left),
            ];
            Assert.Equal(status, (await Stand.Gateway.GetAsync("page", headers)).Status);
        }
    }

    [Fact]
    public async Task A_refused_impostor_learns_the_decision_and_whom_to_ask_and_the_log_keeps_no_address()
    {
        var answer = await Stand.VisitAsync("ListedSearch", "198.51.100.201");

        var id = answer.Header("X-CrawlGate-Decision");
        Assert.Matches("^[0-9a-z]{13}$", id);
        Assert.Equal((403, "blocked", id), ((int)answer.Json["status"]!, (string?)answer.Json["code"], (string?)answer.Json["decision"]));
        Assert.Equal(IdentityStand.Contact, (string?)answer.Json["contact"]);
        Assert.Equal("no-store", answer.Header("Cache-Control"));

        var line = Assert.Single(Stand.Log.Of("CrawlGate.Decisions"), line => line.StartsWith(id!, StringComparison.Ordinal));
        Assert.Contains("ListedSearch, spoofed", line);
        Assert.EndsWith("from 198.51.100.0/24", line);
        await Stand.VisitAsync("NamedTraining", "2001:db8:1:2:3:4:5:6");
        Assert.Contains(Stand.Log.Of("CrawlGate.Decisions"), text => text.EndsWith("from 2001:db8:1::/48", StringComparison.Ordinal));
        Assert.DoesNotContain(Stand.Log.Lines, entry => entry.Text.Contains("198.51.100.201", StringComparison.Ordinal) || entry.Text.Contains("2001:db8:1:2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_origin_is_told_the_clients_address_and_nothing_that_the_visitor_invented()
    {
        await Stand.VisitAsync("ListedSearch", $"1.2.3.4, {IdentityStand.Listed}", "told", ("X-CrawlGate-Identity", "verified"), ("X-CrawlGate-Would", "allow"));

        var request = Stand.Origin.Requests.Single(request => request.Path == "/told");
        Assert.Equal(IdentityStand.Listed, request.Headers["X-Forwarded-For"]);
        Assert.DoesNotContain(request.Headers.Keys, name => name.StartsWith("X-CrawlGate", StringComparison.OrdinalIgnoreCase));
    }

    private static void AssertCarriedOut(string outcome, Answer answer)
    {
        Assert.Equal(outcome.Split(' ')[0] switch { "charge" => 402, "block" => 403, _ => 200 }, answer.Status);
        var amount = (string?)answer.Quote?["accepts"]?[0]?["amount"];
        Assert.Equal(outcome switch { "charge 0.002" => "2000", "charge 0.005" => "5000", _ => null }, amount);
    }

    public sealed class Site : IAsyncLifetime
    {
        internal IdentityStand Stand { get; private set; } = null!;

        public async Task InitializeAsync() => Stand = await IdentityStand.StartAsync(settings =>
        {
            settings["ForwardedHeader"] = "Auto";
            settings["Rules"] = JsonNode.Parse(
                """
                [ { "Name": "by identity", "When": { "Purpose": [ "training" ], "Identity": [ "verified", "unverifiable" ] }, "Action": "charge",
                    "Prices": { "verified": "$0.002", "unverifiable": "$0.005" } } ]
                """);
        });

        public async Task DisposeAsync() => await Stand.DisposeAsync();
    }
}
