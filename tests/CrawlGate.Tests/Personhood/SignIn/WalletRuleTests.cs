using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

/// <summary>What answers count for; that the registers are asked rightly is tested on a chain.</summary>
public sealed class WalletRuleTests
{
    private static readonly Address Wallet = Address.Parse("0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A");
    private static readonly Address Contract = Address.Parse("0x57b930d551e677cc36e2fa036ae2fe8fdae0330d");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public static TheoryData<WalletCondition, string, string> Answers() => new()
    {
        { WalletCondition.True, Word(1), "yes" },
        { WalletCondition.True, Word(0), "no" },
        { WalletCondition.True, Word(2), "unavailable" },
        { WalletCondition.True, "0x01", "unavailable" },
        { WalletCondition.True, "0x", "unavailable" },
        { WalletCondition.LaterThanNow, Word(1_800_000_001), "yes" },
        { WalletCondition.LaterThanNow, Word(1_800_000_000), "no" },
        { WalletCondition.LaterThanNow, Word(0), "no" },
        { WalletCondition.LaterThanNow, "0x", "unavailable" },
        { WalletCondition.AtLeast, Word(200_000), "yes" },
        { WalletCondition.AtLeast, Word(199_999), "no" },
        { WalletCondition.AtLeast, "0x", "unavailable" },
        { WalletCondition.NotZero, "0x" + new string('f', 40) + new string('0', 24), "yes" },
        { WalletCondition.NotZero, Word(0), "no" },
        { WalletCondition.NotZero, "0x", "unavailable" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_a_yes_by_its_condition_alone(WalletCondition condition, string answer, string expected)
    {
        var rule = new ContractReadRule("register", 1, WalletCall.Of(Contract, "isHuman(address)"), condition) { Minimum = 200_000 };
        Assert.Equal(expected, Kind(await rule.ReadAsync(new AnsweringNode(answer), Wallet, Now)));
        Assert.Equal(expected, Kind(await (rule with { RevertMeansNo = true }).ReadAsync(new AnsweringNode(answer), Wallet, Now)));
    }

    [Fact]
    public async Task A_revert_is_a_no_only_where_it_is_said_to_be()
    {
        var rule = new ContractReadRule("register", 1, WalletCall.Of(Contract, "isHuman(address)"), WalletCondition.True);
        var reverting = new AnsweringNode(new EthereumRpcException(3, "execution reverted"));
        Assert.Equal("unavailable", Kind(await rule.ReadAsync(reverting, Wallet, Now)));
        Assert.Equal("no", Kind(await (rule with { RevertMeansNo = true }).ReadAsync(reverting, Wallet, Now)));

        foreach (var failure in (Exception[])[new EthereumRpcException(-32000, "busy"), new EthereumRpcUnavailableException("no node")])
            Assert.Equal("unavailable", Kind(await (rule with { RevertMeansNo = true }).ReadAsync(new AnsweringNode(failure), Wallet, Now)));
    }

    [Fact]
    public async Task An_attestation_counts_only_in_full()
    {
        var rule = KnownWalletRules.CoinbaseVerifiedAccount;
        Assert.Equal("no", Kind(await rule.ReadAsync(new AnsweringNode(Word(0)), Wallet, Now)));
        Assert.Equal("unavailable", Kind(await rule.ReadAsync(new AnsweringNode("0x"), Wallet, Now)));
        Assert.Equal("unavailable", Kind(await rule.ReadAsync(new AnsweringNode(Word(1)), Wallet, Now)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001")]
    public void Templates_take_the_address_as_a_word(string before)
    {
        Assert.True(WalletCall.TryParse(Contract, $"0x2bc91fed{before}{{address}}", out var call));
        Assert.Equal($"0x2bc91fed{before}00000000000000000000000019e7e376e7c213b7e7e7e46cc70a5dd086daff2a", Hex.Encode(call.For(Wallet)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{address}")]
    [InlineData("0x{address}")]
    [InlineData("0x2bc91fed")]
    [InlineData("0x2bc91fedff{address}")]
    [InlineData("0x2bc91fex{address}")]
    [InlineData("0x2bc91fed{wallet}")]
    public void Other_texts_are_no_templates(string template) => Assert.False(WalletCall.TryParse(Contract, template, out _));

    [Theory]
    [InlineData("addressVerifiedUntil(address)", "0x2bc91fed")]
    [InlineData("isHuman(address)", "0xf72c436f")]
    [InlineData("getScore(address)", "0xd47875d0")]
    [InlineData("humanityOf(address)", "0xe274f78f")]
    [InlineData("lookupHuman(address)", "0x451a02f4")]
    [InlineData(AttestationRule.FindSignature, "0xab2717dd")]
    [InlineData(AttestationRule.ReadSignature, "0xa3112a64")]
    public void Functions_have_their_published_selectors(string signature, string selector) => Assert.Equal(selector, Hex.Encode(AbiSelector.Of(signature)));

    [Fact]
    public void Nothing_is_known_of_other_chains()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KnownWalletRules.HumanPassport(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KnownWalletRules.ProofOfHumanity(8453));
        Assert.Throws<ArgumentOutOfRangeException>(() => KnownWalletRules.HumanPassportScore(0));
        Assert.Equal((UInt256)205_001, Assert.IsType<ContractReadRule>(KnownWalletRules.HumanPassportScore(20.50005m)).Minimum);
    }

    private static string Kind(WalletVerdict verdict) => verdict.GetType().Name.ToLowerInvariant();

    private static string Word(ulong value)
    {
        var bytes = new byte[32];
        ((UInt256)value).WriteTo(bytes);
        return Hex.Encode(bytes);
    }
}
