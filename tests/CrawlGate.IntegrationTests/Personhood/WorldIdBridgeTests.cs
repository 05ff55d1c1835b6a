using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.IntegrationTests;

/// <summary>The real IDKit 4.3.0 and our own half of it, on one small bridge with one wallet.</summary>
public sealed class WorldIdBridgeTests : IAsyncLifetime
{
    private const string Action = "crawlgate-pass-2026-11-20";

    private static readonly WorldIdRpId RpId = new(0x0123456789abcdef);

    private static readonly JsonNode Captured = JsonNode.Parse(
        File.ReadAllText(RepositoryRoot.Combine("tests", "CrawlGate.Tests", "Vectors", "personhood", "idkit_results.json")))!;

    private readonly PrivateKeySigner _signer = PrivateKeySigner.FromHex(string.Concat(Enumerable.Repeat("ab", 32)));
    private readonly HttpClient _http = new();
    private NodeProcess _node = null!;
    private WorldIdBridge _bridge = null!;

    public async Task InitializeAsync()
    {
        _node = await NodeProcess.StartAsync("personhood/bridge.mjs", new Dictionary<string, string>());
        _bridge = new WorldIdBridge(new WorldIdBridgeOptions { BaseUrl = _node.Url });
    }

    public async Task DisposeAsync()
    {
        _bridge.Dispose();
        _http.Dispose();
        _signer.Dispose();
        await _node.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task P23_IDKit_takes_our_challenge_and_asks_wallets_for_what_we_signed(bool legacy)
    {
        var request = await RequestAsync(legacy);

        var (_, question) = await WalletAsync(await AskIdKitAsync(request), null);

        var proof = question["proof_request"]!;
        Assert.Equal(request.Context.Signature, proof["signature"]!.GetValue<string>());
        Assert.Equal(FieldText.ToHex(request.Context.Nonce), proof["nonce"]!.GetValue<string>());
        Assert.Equal(FieldText.ToHex(WorldIdAction.Hash(Action)), proof["action"]!.GetValue<string>());
        Assert.Equal((request.Context.CreatedAt, request.Context.ExpiresAt), (proof["created_at"]!.GetValue<long>(), proof["expires_at"]!.GetValue<long>()));
        Assert.Equal(FieldText.ToHex(FieldHash.HashSignal(legacy ? request.Signal : "")), question["signal"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(true, "sess-abc", null, WorldIdEnvironment.Staging)]
    [InlineData(false, "sess-abc", null, WorldIdEnvironment.Staging)]
    [InlineData(true, "0x68656c6C6f", "https://site.example/a?b=c&d=%C3%A9", WorldIdEnvironment.Production)]
    [InlineData(false, "0xabc", "https://site.example/", WorldIdEnvironment.Sandbox)]
    public async Task Our_question_is_the_one_that_IDKit_asks(bool legacy, string signal, string? returnTo, WorldIdEnvironment environment)
    {
        var request = await RequestAsync(legacy) with { Signal = signal, ReturnTo = returnTo is null ? null : new Uri(returnTo), Environment = environment };
        var theirUri = await AskIdKitAsync(request);
        var ourUri = (await OpenAsync(request)).ConnectorUri;

        var (theirEnvelope, theirs) = await WalletAsync(theirUri, null);
        var (ourEnvelope, ours) = await WalletAsync(ourUri, null);

        Assert.Equal(theirEnvelope, ourEnvelope);
        Assert.Equal(Shape(theirUri), Shape(ourUri));
        Assert.Equal(Names(theirs), Names(ours));
        Assert.Equal(Names(theirs["proof_request"]!), Names(ours["proof_request"]!));
        foreach (var question in (JsonNode[])[theirs, ours])
        {
            Assert.True(Guid.TryParseExact(question["proof_request"]!["id"]!.GetValue<string>(), "D", out _));
            question["proof_request"]!.AsObject().Remove("id");
            question.AsObject().Remove("package_name");
            question.AsObject().Remove("package_version");
        }

        Assert.True(JsonNode.DeepEquals(theirs, ours), $"{theirs}\n{ours}");
    }

    [Fact]
    public async Task A_wallets_answer_reaches_the_verifier_as_IDKit_would_have_passed_it_on()
    {
        var request = await RequestAsync(legacy: false);
        var ticket = await OpenAsync(request);
        var theirUri = await AskIdKitAsync(request);

        Assert.Equal(new WorldIdBridgeStatus.Waiting(false), await _bridge.PollAsync(ticket, request));
        await WalletAsync(ticket.ConnectorUri, null);
        Assert.Equal(new WorldIdBridgeStatus.Waiting(true), await _bridge.PollAsync(ticket, request));

        var second = await OpenAsync(request);
        await WalletAsync(second.ConnectorUri, WalletAnswerV4());
        await WalletAsync(theirUri, WalletAnswerV4());
        var ours = Assert.IsType<WorldIdBridgeStatus.Answered>(await _bridge.PollAsync(second, request));
        var theirs = await PostAsync("test/poll", new JsonObject { ["uri"] = theirUri });

        var parsed = Parse(ours.Result.Span);
        AssertSame(Parse(JsonSerializer.SerializeToUtf8Bytes(theirs["result"])), parsed);
        var (statement, refusal) = WorldIdChecks.Check(parsed, Expectation(request), DateTimeOffset.FromUnixTimeSeconds(request.Context.CreatedAt));
        Assert.Null(refusal);
        Assert.Equal("0x05968cd4d3c50bfd2305671d1092bee10ccb679b93db3ca779b6477e4885e476", FieldText.ToHex(statement!.Nullifier));
        Assert.Equal(new WorldIdBridgeStatus.Failed("connection_failed"), await _bridge.PollAsync(second, request));
    }

    [Fact]
    public async Task A_legacy_wallets_answer_is_passed_on_where_legacy_proofs_are_allowed()
    {
        var item = Captured["result_v3"]!["result"]!["responses"]![0]!;
        var answer = new JsonObject
        {
            ["proof"] = item["proof"]!.GetValue<string>(),
            ["merkle_root"] = item["merkle_root"]!.GetValue<string>(),
            ["nullifier_hash"] = item["nullifier"]!.GetValue<string>(),
            ["verification_level"] = "orb",
        }.ToJsonString();
        var request = await RequestAsync(legacy: true);
        var (ticket, theirUri) = (await OpenAsync(request), await AskIdKitAsync(request));

        await WalletAsync(ticket.ConnectorUri, answer);
        await WalletAsync(theirUri, answer);
        var ours = Assert.IsType<WorldIdBridgeStatus.Answered>(await _bridge.PollAsync(ticket, request));
        AssertSame(Parse(JsonSerializer.SerializeToUtf8Bytes((await PostAsync("test/poll", new JsonObject { ["uri"] = theirUri }))["result"])), Parse(ours.Result.Span));

        var strict = request with { AllowLegacy = false };
        var other = await OpenAsync(strict);
        await WalletAsync(other.ConnectorUri, answer);
        Assert.Equal(new WorldIdBridgeStatus.Failed("unexpected_response"), await _bridge.PollAsync(other, strict));
    }

    [Theory]
    [InlineData("{\"error_code\":\"user_rejected\"}", "user_rejected")]
    [InlineData("{\"id\":\"x\",\"version\":1,\"error\":\"credential_unavailable\",\"responses\":[]}", "credential_unavailable")]
    [InlineData("{\"error_code\":\"<script>\"}", "unexpected_response")]
    [InlineData("{\"id\":\"x\",\"version\":1,\"responses\":[]}", "unexpected_response")]
    [InlineData("{\"id\":\"x\",\"version\":1,\"responses\":[{}]}", "unexpected_response")]
    [InlineData("{}", "unexpected_response")]
    [InlineData("[]", "unexpected_response")]
    [InlineData("no JSON", "unexpected_response")]
    public async Task A_wallets_no_and_its_nonsense_end_the_request(string answer, string code)
    {
        var request = await RequestAsync(legacy: false);
        var ticket = await OpenAsync(request);

        await WalletAsync(ticket.ConnectorUri, answer);

        Assert.Equal(new WorldIdBridgeStatus.Failed(code), await _bridge.PollAsync(ticket, request));
    }

    [Fact]
    public async Task An_answer_under_another_key_is_none()
    {
        var request = await RequestAsync(legacy: false);
        var (ticket, other) = (await OpenAsync(request), await OpenAsync(request));

        await WalletAsync(ticket.ConnectorUri, WalletAnswerV4(), other.ConnectorUri);

        Assert.Equal(new WorldIdBridgeStatus.Failed("unexpected_response"), await _bridge.PollAsync(ticket, request));
        Assert.NotEqual(ticket.Key.ToArray(), other.Key.ToArray());
        Assert.DoesNotContain(Convert.ToBase64String(ticket.Key.Span), ticket.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_that_is_away_is_no_answer()
    {
        var request = await RequestAsync(legacy: false);
        var ticket = await OpenAsync(request);
        await _node.DisposeAsync();

        Assert.IsType<WorldIdBridgeStatus.Unavailable>(await _bridge.PollAsync(ticket, request));
        Assert.Null((await _bridge.CreateAsync(request)).Ticket);
    }

    private async Task<WorldIdBridgeRequest> RequestAsync(bool legacy) => new()
    {
        AppId = WorldIdAppId.TryParse("app_staging_0123456789abcdef0123456789abcdef", out var app) ? app : throw new FormatException(),
        Context = await RpSignature.CreateAsync(RpId, _signer, Action, TimeProvider.System),
        Action = Action,
        Signal = "sess-abc",
        Environment = WorldIdEnvironment.Staging,
        AllowLegacy = legacy,
    };

    private async Task<WorldIdBridgeTicket> OpenAsync(WorldIdBridgeRequest request)
    {
        var (ticket, fault) = await _bridge.CreateAsync(request);
        return ticket ?? throw new InvalidOperationException(fault);
    }

    private async Task<string> AskIdKitAsync(WorldIdBridgeRequest request)
    {
        var config = new JsonObject
        {
            ["app_id"] = request.AppId.ToString(),
            ["action"] = request.Action,
            ["rp_context"] = JsonSerializer.SerializeToNode(request.Context, WorldIdJsonContext.Default.RpContext),
            ["allow_legacy_proofs"] = request.AllowLegacy,
            ["environment"] = request.Environment.ToWire(),
        };
        if (request.ReturnTo is { } returnTo)
            config["return_to"] = returnTo.AbsoluteUri;
        return (await PostAsync("test/ask", new JsonObject { ["config"] = config, ["signal"] = request.Signal }))["uri"]!.GetValue<string>();
    }

    /// <summary>A wallet opens the link, reads the question and may answer; under another link's key when one is given.</summary>
    private async Task<(string[] Envelope, JsonNode Question)> WalletAsync(string uri, string? answer, string? keyOf = null)
    {
        var order = new JsonObject { ["uri"] = uri };
        if (answer is not null)
            order["answer"] = answer;
        if (keyOf is not null)
            order["key"] = keyOf;
        var read = await PostAsync("test/wallet", order);
        return ([.. read["envelope"]!.AsArray().Select(name => name!.GetValue<string>())], JsonNode.Parse(read["question"]!.GetValue<string>())!);
    }

    private async Task<JsonNode> PostAsync(string path, JsonNode body)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(_node.Url, path), body);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException(text);
    }

    /// <summary>The captured credential as wallets write it.</summary>
    private static string WalletAnswerV4()
    {
        var item = Captured["result_v4"]!["result"]!["responses"]![0]!;
        var proof = string.Concat(item["proof"]!.AsArray().Select(word => FieldText.ToHex(UInt256.Parse(word!.GetValue<string>()))[2..]));
        return new JsonObject
        {
            ["id"] = "test",
            ["version"] = 1,
            ["responses"] = new JsonArray(new JsonObject
            {
                ["identifier"] = "proof_of_human",
                ["issuer_schema_id"] = 1,
                ["proof"] = proof,
                ["nullifier"] = "nil_" + item["nullifier"]!.GetValue<string>()[2..],
                ["expires_at_min"] = item["expires_at_min"]!.GetValue<long>(),
            }),
        }.ToJsonString();
    }

    private static WorldIdExpectation Expectation(WorldIdBridgeRequest request) => new()
    {
        Environment = request.Environment,
        RpId = RpId,
        Nonce = request.Context.Nonce,
        ExpiresAt = request.Context.ExpiresAt,
        Action = request.Action,
        Signal = request.Signal,
    };

    private static WorldIdResult Parse(ReadOnlySpan<byte> json) =>
        WorldIdResult.TryParse(json, out var result, out var error) ? result! : throw new FormatException(error);

    private static void AssertSame(WorldIdResult expected, WorldIdResult actual)
    {
        Assert.Equal((expected.Version, expected.Nonce, expected.Action, expected.Environment), (actual.Version, actual.Nonce, actual.Action, actual.Environment));
        var (theirs, ours) = (Assert.Single(expected.Responses), Assert.Single(actual.Responses));
        Assert.Equal(theirs.Proof, ours.Proof);
        Assert.Equal(theirs with { Proof = [] }, ours with { Proof = [] });
    }

    /// <summary>A link without what differs each time.</summary>
    private static string Shape(string uri) => System.Text.RegularExpressions.Regex.Replace(uri, "(?<=[?&])(i|k)=[^&]+", "$1=");

    private static IEnumerable<string> Names(JsonNode node) => node.AsObject().Select(member => member.Key);
}
