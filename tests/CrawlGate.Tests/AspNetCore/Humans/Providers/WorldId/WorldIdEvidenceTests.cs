using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using CrawlGate.Tests.Personhood;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What the gate itself sees to, whatever World's cloud says; the proofs are made up, and the cloud is one that believes everything.</summary>
public sealed class WorldIdEvidenceTests
{
    [Fact]
    public async Task The_page_is_told_what_to_ask_for_over_our_signature()
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (_, asked) = await stand.AskAsync("2");
        var context = asked["rp_context"].Deserialize(WorldIdJsonContext.Default.RpContext)!;

        Assert.Equal((WorldIdStand.AppId, "staging", false), ((string?)asked["app_id"], (string?)asked["environment"], (bool)asked["allow_legacy"]!));
        Assert.EndsWith(":2", (string?)asked["action"]);
        Assert.Equal(stand.Cloud.Url.ToString().TrimEnd('/'), (string?)asked["bridge_url"]);
        Assert.Matches("^0x[0-9a-f]{64}$", (string?)asked["signal"]);
        Assert.InRange(context.ExpiresAt - context.CreatedAt, 600, 900);
        Assert.Equal(IdKit.RpId.ToString(), context.RpId);

        using var signer = PrivateKeySigner.FromHex(WorldIdStand.Key);
        var digest = RpSignature.Digest(RpSignature.Message(context.Nonce, context.CreatedAt, context.ExpiresAt, (string?)asked["action"]));
        Assert.True(EcdsaSignature.TryParse(Hex.Decode(context.Signature), out var signature));
        Assert.True(Secp256k1.TryRecover(digest, signature, out var recovered));
        Assert.Equal(signer.Address, recovered);
    }

    [Fact]
    public async Task P24_Who_answers_our_question_gets_a_pass_and_the_cloud_is_asked_for_one_credential_alone()
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (cookie, asked) = await stand.AskAsync();
        using var response = await stand.SendAsync(cookie, WorldIdStand.ResultFor(asked));

        Assert.Equal("""{"to":"/news"}""", await response.Content.ReadAsStringAsync());
        var pass = $"{PassCookie.Name}={HumanSite.CookieOf(response, PassCookie.Name)}";
        Assert.Equal(200, await stand.ReadAsync(pass));
        Assert.Equal("high", stand.Site.Seen![HumanGate.LevelHeader]);
        Assert.Equal($"/api/v4/verify/{IdKit.RpId}", Assert.Single(stand.Cloud.Requests).Path);
    }

    [Fact]
    public async Task P25_An_identity_of_another_environment_is_refused_before_the_cloud_is_asked()
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (cookie, asked) = await stand.AskAsync();
        var result = WorldIdStand.ResultFor(asked);
        result["environment"] = "production";

        Assert.Equal((400, "environment_mismatch"), await stand.RefusalAsync(cookie, result));
        Assert.Empty(stand.Cloud.Requests);
    }

    [Fact]
    public async Task P26_A_nonce_that_is_unknown_or_another_browsers_or_changed_is_refused()
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (mine, asked) = await stand.AskAsync();
        var (_, theirs) = await stand.AskAsync();
        foreach (var nonce in (string[])[(string)theirs["rp_context"]!["nonce"]!, "0x01", "0", Changed((string)asked["rp_context"]!["nonce"]!)])
        {
            var result = WorldIdStand.ResultFor(asked);
            result["nonce"] = nonce;
            Assert.Equal((400, "expired"), await stand.RefusalAsync(mine, result));
        }

        Assert.Equal((400, "expired"), await stand.RefusalAsync(null, WorldIdStand.ResultFor(asked)));
        Assert.Empty(stand.Cloud.Requests);
    }

    [Fact]
    public async Task P26_Each_challenge_counts_once_and_each_of_its_questions_is_another()
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (cookie, first) = await stand.AskAsync();
        var (same, second) = await stand.AskAsync(cookie: cookie);
        Assert.Equal(cookie, same);
        Assert.Equal((string?)first["signal"], (string?)second["signal"]);
        Assert.NotEqual((string?)first["rp_context"]!["nonce"], (string?)second["rp_context"]!["nonce"]);

        using var granted = await stand.SendAsync(cookie, WorldIdStand.ResultFor(first));
        Assert.NotNull(HumanSite.CookieOf(granted, PassCookie.Name));
        Assert.Equal((400, "expired"), await stand.RefusalAsync(cookie, WorldIdStand.ResultFor(first)));
        Assert.Equal((400, "expired"), await stand.RefusalAsync(cookie, WorldIdStand.ResultFor(second)));
    }

    [Fact]
    public async Task P26_An_answer_that_comes_too_late_is_refused()
    {
        var time = new FixedTime(1_795_000_000);
        await using var stand = await WorldIdStand.StartAsync(time: time);
        var (cookie, asked) = await stand.AskAsync();

        time.Now += WorldIdQuestions.Lifetime + TimeSpan.FromSeconds(1);
        Assert.Equal((400, "expired"), await stand.RefusalAsync(cookie, WorldIdStand.ResultFor(asked)));
        Assert.Empty(stand.Cloud.Requests);
        time.Now -= TimeSpan.FromSeconds(1);
        using var granted = await stand.SendAsync(cookie, WorldIdStand.ResultFor(asked));
        Assert.NotNull(HumanSite.CookieOf(granted, PassCookie.Name));
    }

    [Fact]
    public async Task P27_P28_Another_action_or_signal_is_refused()
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (cookie, asked) = await stand.AskAsync();
        var otherSlot = WorldIdStand.ResultFor(asked);
        otherSlot["action"] = ((string)asked["action"]!)[..^1] + "2";
        var otherSignal = WorldIdStand.ResultFor(asked);
        otherSignal.Item()["signal_hash"] = FieldText.ToHex(FieldHash.HashSignal("0x" + new string('5', 64)));
        var noSignal = WorldIdStand.ResultFor(asked);
        noSignal.Item().Remove("signal_hash");

        foreach (var result in (JsonObject[])[otherSlot, otherSignal, noSignal])
            Assert.Equal((400, "expired"), await stand.RefusalAsync(cookie, result));
        Assert.Empty(stand.Cloud.Requests);
    }

    [Fact]
    public async Task P29_Only_an_accepted_issuers_credential_counts()
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (cookie, asked) = await stand.AskAsync();
        var selfie = WorldIdStand.ResultFor(asked);
        (selfie.Item()["identifier"], selfie.Item()["issuer_schema_id"]) = ("selfie", 11);
        Assert.Equal((400, "issuer_not_accepted"), await stand.RefusalAsync(cookie, selfie));
        Assert.Empty(stand.Cloud.Requests);

        // A good selfie beside a bad proof of human: the cloud is asked about the latter alone.
        var both = WorldIdStand.ResultFor(asked);
        both["responses"]!.AsArray().Insert(0, selfie.Item().DeepClone());
        stand.Cloud.Answer = CloudServer.Json(400, Failure("invalid_proof"));
        Assert.Equal((400, "invalid_proof"), await stand.RefusalAsync(cookie, both));
        Assert.Equal(1, Assert.Single(stand.Cloud.Requests).Body.GetProperty("responses").GetArrayLength());
    }

    [Theory]
    [InlineData(1, "proof_of_human", "high")]
    [InlineData(9303, "passport", "medium")]
    [InlineData(9310, "mnc", "medium")]
    [InlineData(11, "selfie", "low")]
    public async Task P29_A_credential_is_worth_what_its_issuer_checked(int issuer, string identifier, string level)
    {
        await using var stand = await WorldIdStand.StartAsync(options => options.Personhood.WorldId!.IssuerSchemaIds = [issuer]);
        var pass = await stand.PassAsync(result => (result.Item()["identifier"], result.Item()["issuer_schema_id"]) = (identifier, issuer));

        Assert.Equal(200, await stand.ReadAsync(pass));
        Assert.Equal(level, stand.Site.Seen![HumanGate.LevelHeader]);
    }

    [Fact]
    public async Task P32_Somebody_whom_the_cloud_knows_already_is_the_same_person_here_in_every_spelling()
    {
        await using var stand = await WorldIdStand.StartAsync(options =>
            options.Personhood.Budget = new BudgetOptions { PerMinute = 1, Burst = 4, PerDay = 100, NetworkSwitchCost = 1 });
        var first = await stand.PassAsync();
        stand.Cloud.Answer = stand.Confirm("Proof verified successfully (nullifier reuse)");
        var again = await stand.PassAsync(result => result.Item()["nullifier"] = IdKit.Number((string)result.Item()["nullifier"]!).ToString());
        var somebodyElse = await stand.PassAsync(result => result.Item()["nullifier"] = "0x05");

        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
            statuses.Add(await stand.ReadAsync(i % 2 == 0 ? first : again));
        Assert.Equal(4, statuses.Count(status => status == 200));
        Assert.Equal(402, statuses[^1]);
        Assert.Equal(200, await stand.ReadAsync(somebodyElse));
    }

    [Theory]
    [InlineData("invalid_proof", "invalid_proof")]
    [InlineData("invalid_root", "invalid_proof")]
    [InlineData("outdated_nullifier", "expired")]
    [InlineData("verification_failed", "invalid_proof")]
    public async Task P33_A_no_of_the_cloud_is_one(string theirs, string ours)
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (cookie, asked) = await stand.AskAsync();
        stand.Cloud.Answer = CloudServer.Json(400, Failure(theirs));

        Assert.Equal((400, ours), await stand.RefusalAsync(cookie, WorldIdStand.ResultFor(asked)));
    }

    public static TheoryData<string> Outages => new("400", "403", "404", "500", "200 without JSON", "200 about somebody else", "redirect", "break off");

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task P33_A_cloud_without_a_verdict_costs_a_moment_and_gives_no_pass_and_who_has_one_reads_on(string outage)
    {
        await using var stand = await WorldIdStand.StartAsync();
        var pass = await stand.PassAsync(result => result.Item()["nullifier"] = "0x07");
        var (cookie, asked) = await stand.AskAsync();
        stand.Cloud.Answer = outage switch
        {
            "400" => CloudServer.Json(400, """{"code":"rp_not_active","detail":"x","attribute":null}"""),
            "403" => CloudServer.Json(403, """{"code":"integrity_verification_failed"}"""),
            "404" => CloudServer.Json(404, """{"code":"not_found"}"""),
            "500" => CloudServer.Json(500, """{"code":"internal_error"}"""),
            "200 without JSON" => CloudServer.Json(200, "<html>"),
            "200 about somebody else" => CloudServer.Json(200, """{"success":true,"action":"x","environment":"staging","results":[{"success":true,"nullifier":"0x09"}]}"""),
            "redirect" => CloudServer.Redirect(stand.Cloud.Url),
            _ => CloudServer.BreakOff,
        };

        Assert.Equal((503, "unavailable"), await stand.RefusalAsync(cookie, WorldIdStand.ResultFor(asked)));
        Assert.Equal(200, await stand.ReadAsync(pass));

        // The same proof is good later.
        stand.Cloud.Answer = stand.Confirm("Proof verified successfully");
        using var later = await stand.SendAsync(cookie, WorldIdStand.ResultFor(asked));
        Assert.NotNull(HumanSite.CookieOf(later, PassCookie.Name));
    }

    [Theory]
    [InlineData(false, 400)]
    [InlineData(true, 200)]
    public async Task P36_Version_3_is_refused_unless_it_is_allowed_whatever_IDKit_asked_for(bool allowed, int expected)
    {
        await using var stand = await WorldIdStand.StartAsync(options => options.Personhood.WorldId!.AllowLegacy = allowed);
        var (cookie, asked) = await stand.AskAsync();
        Assert.Equal(allowed, (bool)asked["allow_legacy"]!);
        var result = IdKit.V3();
        var v4 = WorldIdStand.ResultFor(asked);
        (result["nonce"], result["action"], result["environment"]) = ((string?)v4["nonce"], (string?)v4["action"], (string?)v4["environment"]);
        result.Item()["signal_hash"] = (string?)v4.Item()["signal_hash"];

        using var response = await stand.SendAsync(cookie, result);
        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal(allowed ? 1 : 0, stand.Cloud.Requests.Count);
        if (!allowed)
            Assert.Contains("legacy_refused", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"{\"")]
    [InlineData("null")]
    public async Task What_is_no_result_is_malformed(string result)
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (cookie, _) = await stand.AskAsync();
        using var response = await stand.Site.PostAsync(
            HumanPaths.Verify, new StringContent($$"""{"provider":"worldid","result":{{result}}}""", System.Text.Encoding.UTF8, "application/json"), WorldIdStand.Headers(cookie));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("\"malformed\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P34_Until_the_chain_and_its_contract_were_found_no_proof_is_taken()
    {
        var chain = "0x1";
        await using var node = await CloudServer.StartAsync();
        node.Answer = context =>
        {
            var call = node.Requests.Last().Body;
            var result = call.GetProperty("method").GetString() == "eth_chainId" ? chain : "0x";
            return CloudServer.Json(200, $$"""{"jsonrpc":"2.0","id":{{call.GetProperty("id").GetRawText()}},"result":"{{result}}"}""")(context);
        };
        await using var stand = await WorldIdStand.StartAsync(options => (options.Personhood.WorldId!.Mode, options.Personhood.WorldId.Rpc) = ("rpc", [node.Url.ToString()]));
        Assert.Equal(WorldIdSetupState.Wrong, (await stand.Site.Get<WorldIdReadiness>().FirstAnswer).State);
        var (cookie, asked) = await stand.AskAsync();

        // This node's empty answer to a call of the verifier would be a yes.
        Assert.Equal((503, "unavailable"), await stand.RefusalAsync(cookie, WorldIdStand.ResultFor(asked)));
        chain = "0x1e0";
        var verifier = Assert.IsType<WorldIdPersonhood>(stand.Site.Get<PersonhoodProviders>().Find("worldid"));
        Assert.Contains("no contract", (await verifier.CheckSetupAsync(CancellationToken.None)).Detail, StringComparison.Ordinal);
        Assert.Equal((503, "unavailable"), await stand.RefusalAsync(cookie, WorldIdStand.ResultFor(asked)));
    }

    [Fact]
    public async Task P54_No_log_holds_a_nullifier_a_nonce_a_cookie_or_the_key()
    {
        await using var stand = await WorldIdStand.StartAsync();
        var (cookie, asked) = await stand.AskAsync();
        var result = WorldIdStand.ResultFor(asked);
        using var granted = await stand.SendAsync(cookie, result);
        Assert.Equal(200, await stand.ReadAsync($"{PassCookie.Name}={HumanSite.CookieOf(granted, PassCookie.Name)}"));
        await stand.RefusalAsync(cookie, result);

        string[] secrets =
        [
            ((string)result.Item()["nullifier"]!)[2..], ((string)result["nonce"]!)[2..], (string)result.Item()["proof"]![0]!, ((string)asked["signal"]!)[2..],
            cookie[(cookie.IndexOf('=') + 1)..], HumanSite.CookieOf(granted, PassCookie.Name)!, WorldIdStand.Key,
        ];
        Assert.Contains(stand.Site.Log.Lines, line => line.Text.Contains("worldid", StringComparison.Ordinal));
        Assert.All(stand.Site.Log.Lines, line => Assert.DoesNotContain(secrets, secret => line.Text.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    private static string Failure(string code) =>
        $$"""{"success":false,"code":"all_verifications_failed","detail":"x","results":[{"identifier":"proof_of_human","success":false,"code":"{{code}}","detail":"x"}]}""";

    private static string Changed(string nonce) => nonce[..^1] + (nonce[^1] == '0' ? '1' : '0');
}
