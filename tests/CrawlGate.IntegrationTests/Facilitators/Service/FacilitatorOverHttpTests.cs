using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.IntegrationTests;

/// <summary>The facilitator as the gateway serves it, on a real chain.</summary>
[Collection(ChainCollection.Name)]
public sealed class FacilitatorOverHttpTests(ChainFixture fixture) : IAsyncLifetime
{
    private readonly string _key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private readonly ToolFolder _folder = new();
    private readonly HttpClient _http = new();
    private JsonObject _settings = [];
    private TestOrigin? _origin;
    private TestGateway? _gateway;

    private TestGateway Gateway => _gateway!;

    public async Task InitializeAsync()
    {
        _origin = await TestOrigin.StartAsync();
        _settings = await TestGateway.LocalSettingsAsync(fixture.Chain, _origin.Url);
        var file = Path.Combine(_folder.Path, "client.key");
        await File.WriteAllTextAsync(file, _key);
        _settings["Facilitator"]!["Serve"] = new JsonObject
        {
            ["Enabled"] = true,
            ["Clients"] = new JsonArray(new JsonObject { ["Name"] = "a", ["KeyFile"] = file, ["PayTo"] = new JsonArray((string)_settings["PayTo"]!) }),
        };
    }

    public async Task DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        await _origin!.DisposeAsync();
        _folder.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task F1_Supported_lists_both_versions_and_the_account_without_a_key()
    {
        await StartAsync();
        var supported = JsonNode.Parse(await _http.GetStringAsync(new Uri(Gateway.Url, "x402/supported")))!;
        Assert.Equal(
            ["2 exact eip155:84532", "1 exact base-sepolia"],
            supported["kinds"]!.AsArray().Select(kind => $"{kind!["x402Version"]} {kind["scheme"]} {kind["network"]}"));
        Assert.Equal(Account().ToString(), (string?)supported["signers"]!["eip155:*"]!.AsArray().Single());
        Assert.Empty(supported["extensions"]!.AsArray());
    }

    [Fact]
    public async Task F19_With_a_key_a_payment_is_verified_and_settled_once_and_a_repeat_has_the_same_answer()
    {
        await StartAsync();
        var payer = await Payer.CreateAsync(fixture.Chain);
        var body = await BodyAsync(payer);

        Assert.True((bool)(await PostAsync("verify", body)).Json["isValid"]!);
        var first = await PostAsync("settle", body);
        var second = await PostAsync("settle", body);

        Assert.Equal((200, true, payer.Address.ToString()), (first.Status, (bool)first.Json["success"]!, (string)first.Json["payer"]!));
        Assert.Equal((string?)first.Json["transaction"], (string?)second.Json["transaction"]);
        Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));
        Assert.Equal(1000ul, await fixture.Chain.DollarsAsync(Gateway.Payee));
        Assert.DoesNotContain(_origin!.Requests, request => request.Path.StartsWith("/x402", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_gateway_settles_here_with_the_key_from_its_file_and_takes_no_money_with_a_wrong_one()
    {
        await StartAsync();
        var settings = TestGateway.RemoteSettings(_origin!.Url, new Uri(Gateway.Url, "x402"));
        settings["PayTo"] = (string)_settings["PayTo"]!;
        settings["Facilitator"]!["ApiKeyFiles"] = new JsonArray(Path.Combine(_folder.Path, "client.key"));
        var payer = await Payer.CreateAsync(fixture.Chain);
        await using (var other = await TestGateway.StartAsync(settings))
        {
            var answer = await other.PayAsync("paid/served", payer.Pay(await other.QuoteAsync()));
            Assert.Equal(200, answer.Status);
            Assert.NotEmpty((string)answer.Receipt!["transaction"]!);
        }

        Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));
        var wrong = Path.Combine(_folder.Path, "wrong.key");
        await File.WriteAllTextAsync(wrong, _key + "0");
        settings["Facilitator"]!["ApiKeyFiles"] = new JsonArray(wrong);
        await using var stranger = await TestGateway.StartAsync(settings);
        var refused = await stranger.PayAsync("paid/served", payer.Pay(await stranger.QuoteAsync()));
        Assert.Equal(503, refused.Status);
        Assert.False(refused.Leaks);
        Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task F19_Without_a_key_or_for_another_payee_no_gas_is_spent()
    {
        await StartAsync();
        var payer = await Payer.CreateAsync(fixture.Chain);
        var offer = (await Gateway.QuoteAsync()).DeepClone();
        offer["accepts"]![0]!["payTo"] = new Address(RandomNumberGenerator.GetBytes(Address.Length)).ToString();
        var elsewhere = Body(payer.Pay(offer));

        Assert.Equal(401, (await PostAsync("settle", await BodyAsync(payer), key: null)).Status);
        Assert.Equal(401, (await PostAsync("settle", await BodyAsync(payer), _key + "0")).Status);
        Assert.Equal("pay_to_not_allowed", (string?)(await PostAsync("verify", elsewhere)).Json["invalidReason"]);
        Assert.Equal("pay_to_not_allowed", (string?)(await PostAsync("settle", elsewhere)).Json["errorReason"]);
        await AssertSentNothingAsync();
    }

    [Fact]
    public async Task F19_A_client_over_its_limit_is_429_and_nothing_is_sent()
    {
        Client["RequestsPerMinute"] = 2;
        await StartAsync();
        var payer = await Payer.CreateAsync(fixture.Chain);
        Assert.Equal(200, (await PostAsync("verify", await BodyAsync(payer))).Status);
        Assert.Equal(200, (await PostAsync("verify", await BodyAsync(payer))).Status);
        var limited = await PostAsync("settle", await BodyAsync(payer));
        Assert.Equal(429, limited.Status);
        Assert.InRange(int.Parse(limited.Header("Retry-After")!), 1, 60);
        Assert.Equal(0, await fixture.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task F19_Above_the_ceiling_on_gas_nothing_is_settled_and_the_gateway_is_not_ready()
    {
        Serve["MaxFeeGwei"] = 0.000000001m;
        await StartAsync(waitUntilReady: false);
        await AssertHeldBackAsync(FacilitatorTrouble.GasTooHigh);
    }

    [Fact]
    public async Task F19_Below_the_least_balance_nothing_is_settled_until_somebody_pays_in()
    {
        Serve["MinSignerBalance"] = "1.5";
        await StartAsync(waitUntilReady: false);
        await AssertHeldBackAsync(FacilitatorTrouble.BalanceLow);

        await fixture.Chain.SetBalanceAsync(Account(), 2_000_000_000_000_000_000);
        await Gateway.Services.GetRequiredService<FacilitatorHealth>().CheckAsync();
        await Gateway.WaitUntilReadyAsync();
        Assert.True((bool)(await PostAsync("settle", await BodyAsync(await Payer.CreateAsync(fixture.Chain)))).Json["success"]!);
    }

    [Fact]
    public async Task F17_What_is_not_supported_is_a_clear_answer()
    {
        await StartAsync();
        var payment = Payer.CreatePoor().Pay(await Gateway.QuoteAsync());
        foreach (var (member, value, reason) in (IEnumerable<(string, string, string)>)[("scheme", "foo", X402Errors.UnsupportedScheme), ("network", "eip155:1", X402Errors.InvalidNetwork)])
        {
            var body = Body(payment);
            body["paymentRequirements"]![member] = value;
            var (verified, settled) = (await PostAsync("verify", body), await PostAsync("settle", body));
            Assert.Equal((200, false, reason), (verified.Status, (bool)verified.Json["isValid"]!, (string?)verified.Json["invalidReason"]));
            Assert.Equal((200, false, reason), (settled.Status, (bool)settled.Json["success"]!, (string?)settled.Json["errorReason"]));
        }
    }

    [Fact]
    public async Task F18_A_failed_settlement_has_strings_for_transaction_and_network_as_its_version_names_it()
    {
        await StartAsync();
        var poor = Payer.CreatePoor();
        var quote = await Gateway.QuoteAsync();
        var quoteV1 = (await Gateway.GetAsync("paid")).Json;
        var v1 = new JsonObject { ["x402Version"] = 1, ["paymentPayload"] = poor.PayV1(quoteV1), ["paymentRequirements"] = quoteV1["accepts"]![0]!.DeepClone() };
        var elsewhere = v1.DeepClone();
        elsewhere["paymentRequirements"]!["payTo"] = Account().ToString();
        foreach (var (body, network) in (IEnumerable<(JsonNode, string)>)[(Body(poor.Pay(quote)), "eip155:84532"), (v1, "base-sepolia"), (elsewhere, "base-sepolia")])
        {
            var answer = await PostAsync("settle", body);
            Assert.Equal((200, false, "", network), (answer.Status, (bool)answer.Json["success"]!, (string)answer.Json["transaction"]!, (string)answer.Json["network"]!));
            Assert.NotEmpty((string)answer.Json["errorReason"]!);
        }
    }

    [Fact]
    public async Task F24_What_cannot_be_read_is_refused_and_never_settled()
    {
        await StartAsync();
        foreach (var body in (string[])["", "{}", "[]", "{", """{"x402Version":2,"paymentPayload":{}}"""])
            Assert.Equal(400, (await SendAsync("settle", new StringContent(body, Encoding.UTF8, "application/json"), _key)).Status);
        Assert.Equal(415, (await SendAsync("settle", new StringContent("{}", Encoding.UTF8, "text/plain"), _key)).Status);
        Assert.Equal(413, (await SendAsync("settle", new StringContent(new string(' ', 65_537), Encoding.UTF8, "application/json"), _key)).Status);
        await AssertSentNothingAsync();
    }

    [Fact]
    public async Task The_doctor_shows_the_balance_in_ether_and_says_what_to_do()
    {
        var config = _folder.Write(_settings);
        AssertLine(await DoctorAsync(config), "warning", "1 clients may settle at /x402", $"{Account()} has 1 ether", "set MaxFeeGwei and MinSignerBalance");
        (Serve["MaxFeeGwei"], Serve["MinSignerBalance"]) = (1000, "0.5");
        AssertLine(await DoctorAsync(_folder.Write(_settings)), "ok", $"{Account()} has 1 ether");
        Serve["MinSignerBalance"] = "1.5";
        var output = await DoctorAsync(_folder.Write(_settings));
        AssertLine(output, "failed", "less than MinSignerBalance (1.5)", "send it some of the chain's own coin");
        Assert.DoesNotContain(_key, output);
    }

    private JsonObject Serve => _settings["Facilitator"]!["Serve"]!.AsObject();

    private JsonObject Client => Serve["Clients"]![0]!.AsObject();

    private static async Task<string> DoctorAsync(string config) => (await Tool.RunAsync("doctor", "--config", config, "--no-dns")).Output;

    private static void AssertLine(string output, string health, params string[] parts)
    {
        var line = Assert.Single(output.Split('\n'), line => line.Contains(" facilitator service ", StringComparison.Ordinal));
        Assert.StartsWith($"  {health,-8} facilitator service", line);
        Assert.All(parts, part => Assert.Contains(part, line));
    }

    private async Task StartAsync(bool waitUntilReady = true) => _gateway = await TestGateway.StartAsync(_settings, waitUntilReady: waitUntilReady);

    private async Task AssertHeldBackAsync(string code)
    {
        await Gateway.Services.GetRequiredService<FacilitatorHealth>().CheckAsync();
        var payer = await Payer.CreateAsync(fixture.Chain);
        var body = await BodyAsync(payer);
        Assert.True((bool)(await PostAsync("verify", body)).Json["isValid"]!);
        var refused = await PostAsync("settle", body);
        Assert.Equal((503, code), (refused.Status, (string?)refused.Json["code"]));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 1, 60);
        Assert.Null(refused.Json["success"]);
        Assert.Equal(0, await fixture.Chain.CountPaymentsAsync(payer));
        var ready = await Gateway.GetAsync("readyz");
        Assert.Equal(503, ready.Status);
        Assert.Contains($"the facilitator service does not settle ({code})", ready.Body);
    }

    private async Task AssertSentNothingAsync() =>
        Assert.Equal("0x0", (await fixture.Chain.RequestAsync("eth_getTransactionCount", [Account().ToString(), "latest"])).GetString());

    private Address Account()
    {
        using var signer = PrivateKeySigner.FromHex((string)_settings["$key"]!);
        return signer.Address;
    }

    /// <summary>A request about a fresh payment for the gateway's own offer.</summary>
    private async Task<JsonObject> BodyAsync(Payer payer)
    {
        for (var i = 0; ; i++)
        {
            // The gate needs a moment to open; its quotes are what the payee of the list is in.
            if ((await Gateway.GetAsync("paid")).Quote is { } quote)
                return Body(payer.Pay(quote));
            Assert.True(i < 100);
            await Task.Delay(50);
        }
    }

    private static JsonObject Body(JsonObject payment) => new()
    {
        ["x402Version"] = 2,
        ["paymentPayload"] = payment.DeepClone(),
        ["paymentRequirements"] = payment["accepted"]!.DeepClone(),
    };

    private Task<Answer> PostAsync(string endpoint, JsonNode body) => PostAsync(endpoint, body, _key);

    private Task<Answer> PostAsync(string endpoint, JsonNode body, string? key) => SendAsync(endpoint, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), key);

    private async Task<Answer> SendAsync(string endpoint, HttpContent content, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway.Url, $"x402/{endpoint}")) { Content = content };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
