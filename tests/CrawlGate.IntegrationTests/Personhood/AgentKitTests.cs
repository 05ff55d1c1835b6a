using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.IntegrationTests;

/// <summary>The real AgentKit with agents, wallets and a register on a real chain.</summary>
[Collection(ChainCollection.Name)]
public sealed class AgentKitTests(ChainFixture fixture) : IAsyncLifetime
{
    private const string Script = "personhood/agentkit.mjs";
    private const string Solana = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
    private static readonly byte[] Erc6492Suffix = Hex.Decode("0x" + string.Concat(Enumerable.Repeat("6492", 16)));
    private static readonly AgentKitResource Article = new("https", "gw.example:8443", "/articles/1", "?page=2");
    private static readonly DevAccount Agent = DevAccount.All[5];

    private readonly AgentKitNonces _nonces = new(new byte[32], TimeSpan.FromMinutes(5));
    private Address _book;

    private Anvil Chain => fixture.Chain;

    [Theory]
    [InlineData("eip191")]
    [InlineData("eip1271")]
    public async Task P37_An_offer_signed_by_the_real_kit_names_the_human(string type)
    {
        var human = new UInt256([0xab, .. new byte[31]]);
        await RegisterAsync(Agent.Address, human);

        var made = await SignAsync(Agent, type: type);

        Assert.All((string[])["sameSchema", "payloadFits", "valid", "offered"], member => Assert.True(made.GetProperty(member).GetBoolean(), member));
        var verdict = Assert.IsType<AgentKitVerdict.Human>(await VerifyAsync(made));
        Assert.Equal((human, Agent.Address), (verdict.HumanId, verdict.Agent));
        Assert.True(_nonces.TryRead(verdict.Nonce, Article, out var ends));
        Assert.Equal(ends, verdict.NonceEnds);
    }

    [Fact]
    public async Task P37_The_real_kit_signs_every_member_there_is()
    {
        await RegisterAsync(Agent.Address, 7);
        var made = await SignAsync(Agent, new JsonObject
        {
            ["statement"] = "Hello",
            ["notBefore"] = "2026-01-01T00:00:00.000Z",
            ["requestId"] = "some-id",
            ["resources"] = new JsonArray(),
        });
        Assert.IsType<AgentKitVerdict.Human>(await VerifyAsync(made));
    }

    [Fact]
    public async Task P39_What_the_reference_lets_pass_is_refused()
    {
        await RegisterAsync(Agent.Address, 7);

        var ownNonce = await SignAsync(Agent, new JsonObject { ["nonce"] = new string('a', 32) });
        Assert.True(ownNonce.GetProperty("valid").GetBoolean());
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.ForeignNonce), await VerifyAsync(ownNonce));

        var otherPath = await SignAsync(Agent, new JsonObject { ["uri"] = "https://gw.example:8443/articles/2" });
        Assert.True(otherPath.GetProperty("valid").GetBoolean());
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.OtherUri), await VerifyAsync(otherPath));

        var injected = await SignAsync(Agent, new JsonObject { ["statement"] = "Hello\n\nURI: https://evil.example/" });
        Assert.True(injected.GetProperty("valid").GetBoolean());
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.BadMessage), await VerifyAsync(injected));
    }

    [Fact]
    public async Task P37_An_unregistered_agent_is_no_human() =>
        Assert.Equal(new AgentKitVerdict.NotHuman(DevAccount.All[6].Address), await VerifyAsync(await SignAsync(DevAccount.All[6])));

    [Fact]
    public async Task P42_A_contract_wallet_is_asked_whether_it_signed()
    {
        var wallet = await Chain.DeployAsync(await ContractArtifact.LoadAsync("TestWallet"), Abi.Encode(Agent.Address));
        await RegisterAsync(wallet, 9);

        var owners = await SignAsync(Agent, address: wallet, type: "eip1271");
        Assert.Equal((UInt256)9, Assert.IsType<AgentKitVerdict.Human>(await VerifyAsync(owners)).HumanId);

        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.BadSignature), await VerifyAsync(await SignAsync(DevAccount.All[6], address: wallet, type: "eip1271")));
        // A wallet cannot sign as a key.
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.BadSignature), await VerifyAsync(await SignAsync(Agent, address: wallet, type: "eip191")));
    }

    [Fact]
    public async Task P42_A_wrapped_signature_counts_only_once_the_wallet_is_there()
    {
        var wallet = await Chain.DeployAsync(await ContractArtifact.LoadAsync("TestWallet"), Abi.Encode(Agent.Address));
        await RegisterAsync(wallet, 9);
        var made = await SignAsync(Agent, address: wallet, type: "eip1271");
        Assert.IsType<AgentKitVerdict.Human>(await VerifyAsync(made, Wrap));

        var nowhere = Address.Parse("0x00000000000000000000000000000000000000aa");
        var absent = await SignAsync(Agent, address: nowhere, type: "eip1271");
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.WalletNotDeployed), await VerifyAsync(absent, Wrap));
        Assert.Equal(new AgentKitVerdict.Refused(AgentKitReasons.BadSignature), await VerifyAsync(absent));
    }

    [Fact]
    public async Task P43_Nothing_is_granted_when_the_chain_is_down()
    {
        var made = await SignAsync(Agent);
        var contract = await SignAsync(Agent, address: _book, type: "eip1271");
        using var dead = new JsonRpc(new Uri("http://127.0.0.1:9/"));
        var verifier = Verifier(dead);
        Assert.IsType<AgentKitVerdict.Unavailable>(await verifier.VerifyAsync(Header(made), Article));
        Assert.IsType<AgentKitVerdict.Unavailable>(await verifier.VerifyAsync(Header(contract), Article));

        // No contract where the register should be.
        _book = Address.Parse("0x00000000000000000000000000000000000000bb");
        Assert.IsType<AgentKitVerdict.Unavailable>(await Verifier(Chain.Rpc).VerifyAsync(Header(made), Article));
    }

    [Fact]
    public async Task P38_Our_text_is_that_of_the_siwe_library()
    {
        var statements = new[] { null, "", "Verify your agent" };
        var messages = new JsonArray();
        foreach (var chain in (string[])["eip155:480", Solana])
        {
            foreach (var statement in statements)
                messages.Add(Message(chain, statement));
            messages.Add(Message(chain, "With resources", info => info["resources"] = new JsonArray("https://gw.example/a", "ipfs://bafy/b")));
            messages.Add(Message(chain, "With an empty list", info => info["resources"] = new JsonArray()));
            messages.Add(Message(chain, "With everything", info =>
            {
                (info["expirationTime"], info["notBefore"], info["requestId"]) = ("2026-11-20T23:18:37.385Z", "2026-11-20T23:13:37.385+01:00", "some-id");
                info["resources"] = new JsonArray("https://gw.example/a?b=c#d");
            }));
            messages.Add(Message(chain, null, info => (info["expirationTime"], info["requestId"]) = ("", "")));
        }

        // What the library refuses.
        var refused = messages.Count;
        messages.Add(Message("eip155:480", "x", info => info["nonce"] = "short12"));
        messages.Add(Message("eip155:480", "x", info => info["nonce"] = "not-letters-only"));
        messages.Add(Message("eip155:480", "x", info => info["version"] = "2"));
        messages.Add(Message("eip155:480", "x", info => info["uri"] = "nowhere"));
        messages.Add(Message("eip155:480", "x", info => info["issuedAt"] = "2026-02-30T00:00:00Z"));
        var lower = Message("eip155:480", "x");
        lower["address"] = lower["address"]!.ToString().ToLowerInvariant();
        messages.Add(lower);

        var answer = JsonDocument.Parse(await NodeProcess.RunAsync(Script, new Dictionary<string, string>(), new JsonObject { ["messages"] = messages.DeepClone() }.ToJsonString()));
        var texts = answer.RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetString()).ToArray();
        Assert.Equal(messages.Count, texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal(i < refused, texts[i] is not null);
            Assert.Equal(texts[i], Print(messages[i]!.AsObject()));
        }
    }

    public async Task InitializeAsync() => _book = await Chain.DeployAsync(await ContractArtifact.LoadAsync("AgentBook"));

    public Task DisposeAsync() => Task.CompletedTask;

    private static JsonObject Message(string chain, string? statement, Action<JsonObject>? change = null)
    {
        var info = new JsonObject
        {
            ["domain"] = "gw.example",
            ["uri"] = "https://gw.example/articles/1",
            ["version"] = "1",
            ["chainId"] = chain,
            ["nonce"] = "2c15abfcc088f08834f3bdc8b4b4952e",
            ["issuedAt"] = "2026-11-20T23:13:37.385Z",
        };
        if (statement is not null)
            info["statement"] = statement;
        change?.Invoke(info);
        return new JsonObject { ["info"] = info, ["address"] = chain == Solana ? "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T" : Agent.Address.ToString() };
    }

    private static string? Print(JsonObject message)
    {
        var payload = message["info"]!.DeepClone().AsObject();
        (payload["address"], payload["type"], payload["signature"]) = (message["address"]!.ToString(), "eip191", "0x");
        Assert.True(AgentKitHeader.TryParse(Encode(payload), out var header, out var reason), reason);
        return AgentKitMessage.TryFormat(header, out var text) ? text : null;
    }

    private Task RegisterAsync(Address agent, UInt256 human) =>
        Chain.SendAsync(null, _book, (byte[])[.. AbiSelector.Of("register(address,uint256)"), .. Abi.Encode(agent, human)]);

    /// <summary>What the real kit makes of an offer of ours.</summary>
    private async Task<JsonElement> SignAsync(DevAccount signer, JsonObject? change = null, Address? address = null, string type = "eip191")
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            new AgentKitExtension(_nonces, Options()).Write(writer, Article, new AgentKitMode.Free());

        var input = new JsonObject
        {
            ["extension"] = JsonNode.Parse(buffer.ToArray()),
            ["privateKey"] = signer.PrivateKey,
            ["chainId"] = Chain.Network,
            ["type"] = type,
            ["change"] = change?.DeepClone(),
        };
        if (address is { } account)
            input["address"] = account.ToString();
        return JsonDocument.Parse(await NodeProcess.RunAsync(Script, new Dictionary<string, string>(), input.ToJsonString())).RootElement;
    }

    private AgentKitTerms Options() => new() { Chains = [Chain.ChainId], Statement = "Verify your agent is backed by a real human" };

    private AgentKitVerifier Verifier(IEthereumRpc rpc)
    {
        var book = new AgentBook(_ => rpc, new AgentBookOptions { Contracts = new Dictionary<ulong, Address> { [Chain.ChainId] = _book } });
        return new AgentKitVerifier(_nonces, book, _ => rpc, Options());
    }

    private Task<AgentKitVerdict> VerifyAsync(JsonElement made, Func<byte[], byte[]>? change = null)
    {
        var header = Header(made);
        if (change is not null)
        {
            var payload = JsonNode.Parse(Convert.FromBase64String(header))!.AsObject();
            payload["signature"] = Hex.Encode(change(Hex.Decode(payload["signature"]!.ToString())));
            header = Encode(payload);
        }

        return Verifier(Chain.Rpc).VerifyAsync(header, Article);
    }

    private static byte[] Wrap(byte[] signature) => [.. Abi.Encode(DevAccount.All[0].Address, (byte[])[1, 2, 3], signature), .. Erc6492Suffix];

    private static string Header(JsonElement made) => made.GetProperty("header").GetString()!;

    private static string Encode(JsonObject payload) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(payload.ToJsonString()));
}
