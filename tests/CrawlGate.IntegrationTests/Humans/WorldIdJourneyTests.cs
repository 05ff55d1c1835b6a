using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Gateway;
using CrawlGate.Personhood;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// People who prove themselves with World ID at a real gateway, without script. The bridge, its encryption and the wallet's half of it, the
/// signature of the question, the nonce, the cookies, the pass and the origin are real. The proof is not: only World's wallets can make one for our
/// question, so the journeys that end with a pass go through a cloud that checks everything but the points; where the pairing is computed, in this
/// process against contracts on a real node, the same answer is refused.
/// </summary>
public sealed class WorldIdJourneyTests : IAsyncLifetime
{
    // Where the staging environment's verifier is on World Chain.
    private static readonly Address Verifier = Address.Parse("0x703a6316c975DEabF30b637c155edD53e24657DB");

    private NodeProcess _bridge = null!;
    private WorldCloud _cloud = null!;

    public async Task InitializeAsync()
    {
        _bridge = await NodeProcess.StartAsync("personhood/bridge.mjs", new Dictionary<string, string>());
        _cloud = await WorldCloud.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _cloud.DisposeAsync();
        await _bridge.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_who_is_challenged_confirms_in_a_wallet_and_reads_on_without_script()
    {
        await using var site = await WorldIdSite.StartAsync(_bridge.Url, _cloud.Url);
        var refused = await site.GetAsync("/paid");
        Assert.Equal(402, refused.Status);
        Assert.Contains("/.crawlgate/human?to=%2Fpaid", refused.Body, StringComparison.Ordinal);

        var (page, link) = await site.BeginAsync();
        Assert.Equal(200, page.Status);
        Assert.Contains("<svg", page.Body, StringComparison.Ordinal);
        var question = await WorldIdSite.WalletAsync(_bridge, link, null);
        AssertSigned(question);
        Assert.Equal(new Uri(site.Gateway.Url, "/.crawlgate/human/worldid").AbsoluteUri, (string?)question["return_to_url"]);
        Assert.Equal(200, (await site.LookAsync()).Status);
        Assert.False(site.HasPass);

        var (_, second) = await site.BeginAsync();
        await WorldIdSite.WalletAsync(_bridge, second, WorldIdSite.Credential());
        var done = await site.LookAsync();
        Assert.Equal((303, "/paid", true), (done.Status, done.Header("Location"), site.HasPass));

        var read = await site.GetAsync("/paid");
        Assert.Equal(200, read.Status);
        Assert.True(read.Leaks, "It is the page itself.");
        var seen = site.Origin.Requests.Last();
        Assert.Equal("high", seen.Headers[HumanGate.LevelHeader]);
        Assert.DoesNotContain("crawlgate", seen.Headers.GetValueOrDefault("Cookie", ""), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(303, (await site.LookAsync()).Status);
        Assert.Single(_cloud.Asked);
    }

    [Fact]
    public async Task P33_An_answer_that_the_cloud_could_not_judge_is_judged_when_it_is_back()
    {
        await using var site = await WorldIdSite.StartAsync(_bridge.Url, _cloud.Url);
        var (_, link) = await site.BeginAsync();
        await WorldIdSite.WalletAsync(_bridge, link, WorldIdSite.Credential());
        _cloud.IsDown = true;

        var failed = await site.LookAsync();
        Assert.Equal((503, "10", false), (failed.Status, failed.Header("Retry-After"), site.HasPass));
        Assert.Contains("role=\"alert\"", failed.Body, StringComparison.Ordinal);
        Assert.Equal(402, (await site.GetAsync("/paid")).Status);

        // The bridge has handed it out, and the wallet would not prove the same again: the form goes on with what was said.
        _cloud.IsDown = false;
        var again = await site.PostAsync("/.crawlgate/human/worldid/start", ("provider", "worldid"), ("slot", "1"), ("to", "/paid"));
        Assert.Equal(303, again.Status);
        var done = await site.GetAsync(again.Header("Location")!);
        Assert.Equal((303, "/paid", true), (done.Status, done.Header("Location"), site.HasPass));
        Assert.Equal(2, _cloud.Asked.Count);
    }

    [Theory]
    [InlineData("{\"error_code\":\"user_rejected\"}", "not_confirmed")]
    [InlineData("{\"error_code\":\"nullifier_replayed\"}", "already_used")]
    [InlineData("{\"error_code\":\"credential_unavailable\"}", "credential_unavailable")]
    [InlineData("no JSON", "unexpected_response")]
    public async Task A_wallets_no_leads_back_to_the_page_that_says_why(string answer, string code)
    {
        await using var site = await WorldIdSite.StartAsync(_bridge.Url, _cloud.Url);
        var (_, link) = await site.BeginAsync();
        await WorldIdSite.WalletAsync(_bridge, link, answer);

        var refused = await site.LookAsync();
        Assert.Equal((400, false), (refused.Status, site.HasPass));
        Assert.Contains($"<code>{code}</code>", refused.Body, StringComparison.Ordinal);
        Assert.Contains("data-worldid", refused.Body, StringComparison.Ordinal);
        Assert.Empty(_cloud.Asked);
        Assert.Equal(200, (await site.BeginAsync()).Page.Status);
    }

    [Fact]
    public async Task P32_The_same_person_in_another_browser_gets_another_pass_on_the_same_budget()
    {
        await using var site = await WorldIdSite.StartAsync(_bridge.Url, _cloud.Url);
        for (var i = 0; i < 2; i++)
        {
            site.ForgetCookies();
            var (_, link) = await site.BeginAsync();
            await WorldIdSite.WalletAsync(_bridge, link, WorldIdSite.Credential());
            Assert.Equal(303, (await site.LookAsync()).Status);
            Assert.True(site.HasPass);
            Assert.Equal(200, (await site.GetAsync("/paid")).Status);
        }

        Assert.Equal(2, _cloud.Asked.Count);
        Assert.Equal((string?)_cloud.Asked.First()["responses"]![0]!["nullifier"], (string?)_cloud.Asked.Last()["responses"]![0]!["nullifier"]);
    }

    [Fact]
    public async Task Where_the_pairing_is_computed_points_that_prove_nothing_are_refused()
    {
        await using var chain = await Anvil.StartAsync(new AnvilOptions { ChainId = 480 });
        var artifact = await ContractArtifact.LoadAsync("WorldIdStub");
        await chain.SetCodeAsync(Verifier, await chain.GetCodeAsync(await chain.DeployAsync(artifact)));
        await chain.SendAsync(null, Verifier, artifact.Encode("setIssuerKey(uint256,uint256,uint256)", (UInt256)1, (UInt256)7, (UInt256)8));
        await chain.SendAsync(null, Verifier, artifact.Encode("setOprfKey(uint256,uint256,uint256)", (UInt256)0x0123456789abcdef, (UInt256)7, (UInt256)8));
        await using var site = await WorldIdSite.StartAsync(_bridge.Url, chain: chain.RpcUrl);
        Assert.Equal(WorldIdSetup.Ready, await Readiness(site).FirstAnswer);

        var (_, link) = await site.BeginAsync();
        await WorldIdSite.WalletAsync(_bridge, link, WorldIdSite.Credential());
        var refused = await site.LookAsync();
        Assert.Equal((400, false), (refused.Status, site.HasPass));
        Assert.Contains("<code>invalid_proof</code>", refused.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(480ul, "There is no contract")]
    [InlineData(84532ul, "chain 84532")]
    public async Task P34_A_wrong_chain_or_an_empty_address_ends_the_start_with_1(ulong chainId, string said)
    {
        await using var chain = await Anvil.StartAsync(new AnvilOptions { ChainId = chainId });
        var folder = Directory.CreateTempSubdirectory("crawlgate-test-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "worldid.key"), WorldIdSite.Key);
        var settings = WorldIdSite.GatewaySettings(new Uri("http://127.0.0.1:9"), "http://127.0.0.1:1", WorldIdSite.Settings("worldid.key", _bridge.Url, chain: chain.RpcUrl));
        var (console, text) = (Console.Error, new StringWriter());
        Console.SetError(text);
        try
        {
            Assert.Equal(1, await GatewayHost.RunAsync(["--config", TestGateway.WriteConfiguration(folder, settings), "--urls", "http://127.0.0.1:0"]));
        }
        finally
        {
            Console.SetError(console);
            Directory.Delete(folder, recursive: true);
        }

        Assert.Contains("cannot verify proofs of World ID", text.ToString(), StringComparison.Ordinal);
        Assert.Contains(said, text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(WorldIdSite.Key, text.ToString(), StringComparison.Ordinal);
    }

    private static WorldIdReadiness Readiness(WorldIdSite site) => (WorldIdReadiness)site.Gateway.Services.GetService(typeof(WorldIdReadiness))!;

    /// <summary>The wallet's part: the question is signed by the site's key.</summary>
    private static void AssertSigned(JsonNode question)
    {
        var proof = question["proof_request"]!;
        Assert.True(FieldNumber.TryParse((string)proof["nonce"]!, out var nonce));
        var message = RpSignature.Message(nonce, (long)proof["created_at"]!, (long)proof["expires_at"]!, (string)question["action"]!);
        using var signer = PrivateKeySigner.FromHex(WorldIdSite.Key);
        Assert.True(EcdsaSignature.TryParse(Hex.Decode((string)proof["signature"]!), out var signature));
        Assert.True(Secp256k1.TryRecover(RpSignature.Digest(message), signature, out var recovered));
        Assert.Equal(signer.Address, recovered);
    }
}
