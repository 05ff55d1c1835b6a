using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>The real AgentKit in front of a gateway, whose agents stand in a book on a real chain and pay there.</summary>
[Collection(ChainCollection.Name)]
public sealed class AgentKitGatewayTests(ChainFixture fixture) : IAsyncLifetime
{
    private static readonly DevAccount Agent = DevAccount.All[5];

    private Address _book;
    private TestOrigin? _origin;

    private Anvil Chain => fixture.Chain;

    [Fact]
    public async Task P37_An_agent_that_the_real_kit_signs_for_is_served_once_and_on_its_path()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Mode"] = "free" });
        await RegisterAsync(Agent, 7);
        var quote = await gateway.QuoteAsync("paid/a");
        var made = await SignAsync(quote);
        Assert.All((string[])["sameSchema", "payloadFits", "valid", "offered"], member => Assert.True(made.GetProperty(member).GetBoolean(), member));
        var header = Header(made);

        Assert.Equal(402, (await gateway.GetAsync("paid/b", header)).Status);
        var served = await gateway.GetAsync("paid/a", header);
        Assert.Equal(200, served.Status);
        Assert.True(served.Leaks, "It is the page itself.");
        Assert.Equal(["no-store", "private"], served.Header("Cache-Control")!.Split(", ").Order());
        Assert.Contains("agentkit", served.Header("Vary"), StringComparison.OrdinalIgnoreCase);
        var seen = _origin!.Requests.Last();
        Assert.Equal("high", seen.Headers["X-CrawlGate-Human"]);
        Assert.False(seen.Headers.ContainsKey("agentkit"));

        Assert.Equal(402, (await gateway.GetAsync("paid/a", header)).Status);
    }

    [Fact]
    public async Task P39_What_the_real_kit_signs_wrongly_or_for_strangers_is_the_price()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Mode"] = "free" });
        await RegisterAsync(Agent, 7);
        foreach (var change in (JsonObject[])[
            new() { ["nonce"] = new string('a', 32) }, new() { ["uri"] = "https://tidepool.example/paid/b" }, new() { ["domain"] = "evil.example" },
            new() { ["issuedAt"] = "2036-01-01T00:00:00.000Z" }, new() { ["issuedAt"] = "2020-01-01T00:00:00.000Z" },
            new() { ["expirationTime"] = "2020-01-01T00:00:00.000Z" }, new() { ["notBefore"] = "2036-01-01T00:00:00.000Z" },
            new() { ["statement"] = "Hello\n\nURI: https://evil.example/" }])
        {
            var answer = await gateway.GetAsync("paid/a", Header(await SignAsync(await gateway.QuoteAsync("paid/a"), change: change)));
            Assert.True(answer.Status == 402 && answer.Quote is not null && !answer.Leaks, change.ToJsonString());
        }

        Assert.Equal(402, (await gateway.GetAsync("paid/a", Header(await SignAsync(await gateway.QuoteAsync("paid/a"), DevAccount.All[6])))).Status);
    }

    [Fact]
    public async Task P40_Two_agents_of_one_person_share_its_uses_however_fast_they_ask()
    {
        const int Uses = 3;
        await using var gateway = await StartAsync(new JsonObject { ["Mode"] = "free-trial", ["Uses"] = Uses });
        await RegisterAsync(Agent, 7);
        await RegisterAsync(DevAccount.All[7], 7);
        var headers = new List<(string, string)>();
        for (var i = 0; i < 8; i++)
            headers.Add(Header(await SignAsync(await gateway.QuoteAsync("paid/a"), i % 2 == 0 ? Agent : DevAccount.All[7])));

        // Each of them many times over: nobody is served twice for one nonce either.
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => gateway.GetAsync("paid/a", headers[i % headers.Count])));
        Assert.Equal(Uses, answers.Count(answer => answer.Status == 200));
        Assert.Equal(50 - Uses, answers.Count(answer => answer.Status == 402));
    }

    [Fact]
    public async Task P41_An_agent_pays_the_lower_price_on_chain()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Mode"] = "discount", ["Percent"] = 25, ["Uses"] = 1 });
        await RegisterAsync(Agent, 7);
        var header = Header(await SignAsync(await gateway.QuoteAsync("paid/a")));
        var quote = (await gateway.GetAsync("paid/a", header)).Quote!;
        Assert.Equal("750", (string?)quote["accepts"]![0]!["amount"]);

        var payer = await Payer.CreateAsync(Chain);
        var payment = ("PAYMENT-SIGNATURE", Payer.Encode(payer.Pay(quote)));
        Assert.Equal("1000", (string?)(await gateway.GetAsync("paid/a", payment)).Quote!["accepts"]![0]!["amount"]);
        var paid = await gateway.GetAsync("paid/a", header, payment);
        Assert.Equal(200, paid.Status);
        Assert.True(paid.Leaks);
        Assert.Equal(750UL, await Chain.DollarsAsync(gateway.Payee));

        // The same again is the page again; another one costs what it costs everybody.
        Assert.Equal(200, (await gateway.GetAsync("paid/a", header, payment)).Status);
        Assert.Equal("1000", (string?)(await gateway.GetAsync("paid/a", header, ("PAYMENT-SIGNATURE", Payer.Encode(payer.Pay(quote))))).Quote!["accepts"]![0]!["amount"]);
        Assert.Equal(750UL, await Chain.DollarsAsync(gateway.Payee));
        Assert.Equal(1, await Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task P41_As_the_reference_has_it_the_agent_takes_the_discount_off_the_full_offer()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Mode"] = "discount", ["Percent"] = 25 });
        await RegisterAsync(Agent, 7);
        var quote = await gateway.QuoteAsync("paid/a");
        var payer = await Payer.CreateAsync(Chain);
        var payment = payer.Pay(quote, authorization => authorization with { Value = 750 });
        var paid = await gateway.GetAsync("paid/a", Header(await SignAsync(quote)), ("PAYMENT-SIGNATURE", Payer.Encode(payment)));
        Assert.Equal(200, paid.Status);
        Assert.Equal(750UL, await Chain.DollarsAsync(gateway.Payee));
    }

    [Fact]
    public async Task P43_Without_the_chain_it_is_the_price_and_nothing_is_granted()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Mode"] = "free", ["Rpc"] = new JsonArray("http://127.0.0.1:9/") });
        await RegisterAsync(Agent, 7);
        var answer = await gateway.GetAsync("paid/a", Header(await SignAsync(await gateway.QuoteAsync("paid/a"))));
        Assert.Equal(402, answer.Status);
        Assert.NotNull(answer.Quote);
    }

    public async Task InitializeAsync()
    {
        _book = await Chain.DeployAsync(await ContractArtifact.LoadAsync("AgentBook"));
        _origin = await TestOrigin.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_origin is not null)
            await _origin.DisposeAsync();
    }

    private async Task<TestGateway> StartAsync(JsonObject agents)
    {
        var settings = await TestGateway.LocalSettingsAsync(Chain, _origin!.Url);
        (agents["ChainId"], agents["Contract"]) = (Chain.ChainId, _book.ToString());
        agents["Rpc"] ??= new JsonArray(Chain.RpcUrl.ToString());
        settings["AgentKit"] = agents;
        return await TestGateway.StartAsync(settings);
    }

    private Task RegisterAsync(DevAccount agent, UInt256 human) =>
        Chain.SendAsync(null, _book, (byte[])[.. AbiSelector.Of("register(address,uint256)"), .. Abi.Encode(agent.Address, human)]);

    private async Task<JsonElement> SignAsync(JsonNode quote, DevAccount? agent = null, JsonObject? change = null)
    {
        var input = new JsonObject
        {
            ["extension"] = quote["extensions"]!["agentkit"]!.DeepClone(),
            ["privateKey"] = (agent ?? Agent).PrivateKey,
            ["chainId"] = Chain.Network,
            ["type"] = "eip191",
            ["change"] = change?.DeepClone(),
        };
        return JsonDocument.Parse(await NodeProcess.RunAsync("personhood/agentkit.mjs", new Dictionary<string, string>(), input.ToJsonString())).RootElement;
    }

    private static (string Name, string Value) Header(JsonElement made) => ("agentkit", made.GetProperty("header").GetString()!);
}
