using System.Globalization;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class AgentKitPartsTests
{
    private static readonly AgentKitResource Article = AgentStand.Article;

    [Fact]
    public void P38_The_golden_header_prints_to_the_golden_text_and_is_signed()
    {
        var payload = Golden("agentkit-header.json").AsObject();
        Assert.True(AgentKitHeader.TryParse(AgentStand.Encode(payload), out var header, out var reason), reason);
        Assert.True(AgentKitMessage.TryFormat(header, out var text));
        Assert.Equal(Read("agentkit-siwe.txt"), text);

        var account = Address.Parse(header.Address);
        Assert.True(SignInSignature.IsSignedByKey(account, text, Hex.Decode(header.Signature)));
        Assert.True(SignInMessage.TryParse(text, out var message, out var error), error);
        Assert.Equal((account, 480ul, header.Nonce), (message.Address, message.ChainId, message.Nonce));
    }

    [Fact]
    public void P37_The_offer_equals_the_reference_but_for_nonce_and_chains()
    {
        var golden = Golden("agentkit-402-extension.json").AsObject();
        var info = golden["info"]!;
        var stand = new AgentStand(new AgentKitTerms { Statement = info["statement"]!.ToString() });
        stand.Clock.Now = DateTimeOffset.Parse(info["issuedAt"]!.ToString(), CultureInfo.InvariantCulture);

        var offer = stand.Offer(mode: new AgentKitMode.FreeTrial(2));

        var nonce = offer["info"]!["nonce"]!.ToString();
        Assert.True(stand.Nonces.TryRead(nonce, Article, out var ends));
        Assert.Equal(SignInTime.Format(ends), offer["info"]!["expirationTime"]!.ToString());
        (info["nonce"], info["expirationTime"]) = (nonce, SignInTime.Format(ends));
        golden["supportedChains"]!.AsArray().RemoveAt(2);
        Assert.True(JsonNode.DeepEquals(golden, offer), offer.ToJsonString());
    }

    [Fact]
    public void Modes_and_kinds_of_signatures_are_offered_as_configured()
    {
        var keysOnly = new AgentStand(new AgentKitTerms { ContractWallets = false, Chains = [480, 8453] }).Offer(mode: new AgentKitMode.Discount(30, 5));
        Assert.Equal("""{"type":"discount","percent":30,"uses":5}""", keysOnly["mode"]!.ToJsonString());
        Assert.Equal("""[{"chainId":"eip155:480","type":"eip191"},{"chainId":"eip155:8453","type":"eip191"}]""", keysOnly["supportedChains"]!.ToJsonString());
        Assert.Equal("""{"type":"discount","percent":30}""", new AgentStand().Offer(mode: new AgentKitMode.Discount(30))["mode"]!.ToJsonString());
        Assert.Equal("""{"type":"free"}""", new AgentStand().Offer()["mode"]!.ToJsonString());
        Assert.Null(new AgentStand().Offer()["info"]!["statement"]);
        Assert.Equal("gw.example", new AgentStand().Offer(new("http", "GW.example:8080", "/a", "?b"))["info"]!["domain"]!.ToString());
        Assert.Equal("http://gw.example:8080/a?b", new AgentStand().Offer(new("http", "GW.example:8080", "/a", "?b"))["info"]!["uri"]!.ToString());
        Assert.Throws<ArgumentException>(() => new AgentStand(new AgentKitTerms { Statement = "a\nb" }));
    }

    [Fact]
    public void Nonces_are_ours_for_one_resource_in_one_spelling()
    {
        var stand = new AgentStand();
        var (nonce, ends) = stand.Nonces.Create(Article);
        Assert.All(nonce, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
        Assert.NotEqual(nonce, stand.Nonces.Create(Article).Nonce);
        Assert.True(stand.Nonces.TryRead(nonce, Article, out var read));
        Assert.Equal(ends, read);
        Assert.Equal(stand.Clock.Now.AddMinutes(5), ends);

        Assert.False(stand.Nonces.TryRead(nonce, Article with { Path = "/articles/2" }, out _));
        Assert.False(stand.Nonces.TryRead(nonce, Article with { Authority = "gw.example:8443" }, out _));
        Assert.False(stand.Nonces.TryRead(nonce.ToUpperInvariant(), Article, out _));
        Assert.False(stand.Nonces.TryRead(nonce + "00", Article, out _));
        Assert.False(new AgentKitNonces([.. Enumerable.Repeat((byte)1, 32)], TimeSpan.FromMinutes(5)).TryRead(nonce, Article, out _));
        for (var at = 0; at < nonce.Length; at++)
        {
            var changed = nonce.ToCharArray();
            changed[at] = changed[at] == '0' ? '1' : '0';
            Assert.False(stand.Nonces.TryRead(changed, Article, out _));
        }
    }

    [Fact]
    public async Task The_register_is_chosen_by_chain_and_remembered_for_a_while()
    {
        var clock = new ManualClock();
        var asked = new List<ulong>();
        var node = new AnsweringNode("0x" + new string('0', 63) + "7");
        AgentBook Book(AgentBookOptions options) => new(chain => { asked.Add(chain); return node; }, options, clock);
        var agent = AgentStand.Agent.Address;

        var book = Book(new());
        Assert.Equal((UInt256)7, await book.FindHumanAsync(agent, 8453));
        Assert.Equal((UInt256)7, await book.FindHumanAsync(agent, 8453));
        Assert.Equal((UInt256)7, await book.FindHumanAsync(agent, 10));
        Assert.Equal((UInt256)7, await book.FindHumanAsync(agent, 480));
        Assert.Equal([8453, 480], asked);
        Assert.Equal(2, node.Calls);

        clock.Seconds += 31;
        await book.FindHumanAsync(agent, 480);
        Assert.Equal(3, node.Calls);

        asked.Clear();
        await Book(new() { OnlyChain = 84532 }).FindHumanAsync(agent, 480);
        await Book(new() { DefaultChain = 8453 }).FindHumanAsync(agent, 1);
        Assert.Equal([84532, 8453], asked);
        Assert.Null(await Book(new() { DefaultChain = 5 }).FindHumanAsync(agent, 1));
    }

    [Theory]
    [InlineData("1000", 30, "700")]
    [InlineData("999", 33, "669")]
    [InlineData("1", 1, "0")]
    [InlineData("1", 99, "0")]
    [InlineData("12345", 100, "0")]
    [InlineData("0", 50, "0")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935", 1, "114634168344943033469335275158601028774737284818984158399063008167833998343535")]
    public void P41_Discounts_round_down(string amount, int percent, string left) =>
        Assert.Equal(UInt256.Parse(left), AgentKitDiscount.Apply(UInt256.Parse(amount), percent));

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    [InlineData(-1)]
    public void P41_Percentages_are_1_to_100(int percent) => Assert.Throws<ArgumentOutOfRangeException>(() => AgentKitDiscount.Apply(100, percent));

    private static JsonNode Golden(string file) => JsonNode.Parse(Read(file))!;

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "personhood", file));

    private sealed class ManualClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
