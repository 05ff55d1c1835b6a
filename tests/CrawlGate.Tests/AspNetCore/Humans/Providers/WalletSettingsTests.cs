using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class WalletSettingsTests
{
    private const string Contract = "0x2050256a91cbabd7c42465aa0d5325115c1deb43";

    [Theory]
    [InlineData("human-passport", 0)]
    [InlineData("human-passport", 42161)]
    [InlineData("proof-of-humanity", 100)]
    [InlineData("world-address-book", 0)]
    [InlineData("coinbase", 8453)]
    public void Known_sources_need_nodes_alone(string preset, ulong chain) => Assert.Empty(Errors(new WalletOptions { Preset = preset, ChainId = chain, Rpc = ["https://node.example"] }));

    [Theory]
    [InlineData("true")]
    [InlineData("after-now")]
    [InlineData("not-zero")]
    [InlineData("200000")]
    public void A_contract_of_ones_own_needs_a_function_and_a_rule(string rule) => Assert.Empty(Errors(Own(options => options.Rule = rule)));

    [Fact]
    public void Every_mistake_is_told_at_once_with_its_key()
    {
        AssertKeys(new WalletOptions(), "ChainId", "Contract", "Function", "Rule", "Rpc");
        AssertKeys(new WalletOptions { Preset = "human-passport", Contract = Contract, Function = "f(address)", Rule = "true", RevertMeansNo = true, Level = "best" }, "Contract", "Function", "Rule", "RevertMeansNo", "Rpc", "Level");
        AssertKeys(new WalletOptions { Preset = "passport", Rpc = ["https://node.example"] }, "Preset");
        AssertKeys(new WalletOptions { Preset = "coinbase", ChainId = 1, Rpc = ["node.example"] }, "ChainId", "Rpc");
        AssertKeys(Own(options => options.Contract = "0x12"), "Contract");
        foreach (var function in (string[])["isHuman", "isHuman()", "isHuman(uint256)", "isHuman(address,address)", "is Human(address)", "1f(address)"])
            AssertKeys(Own(options => options.Function = function), "Function");
        foreach (var rule in (string[])["yes", "0", "-1", "1.5", "afternow"])
            AssertKeys(Own(options => options.Rule = rule), "Rule");
    }

    private static WalletOptions Own(Action<WalletOptions> change)
    {
        var options = new WalletOptions { ChainId = 1, Contract = Contract, Function = "isHuman(address)", Rule = "true", Rpc = ["https://node.example"] };
        change(options);
        return options;
    }

    private static IReadOnlyList<string> Errors(WalletOptions wallet) => GatePolicies.Errors(options => options.Personhood.Wallets["mine"] = wallet);

    private static void AssertKeys(WalletOptions wallet, params string[] keys)
    {
        var errors = Errors(wallet);
        Assert.All(errors, error => Assert.StartsWith("CrawlGate:Personhood:Wallets:mine:", error, StringComparison.Ordinal));
        Assert.Equal(keys, errors.Select(error => error.Split(':')[4]));
    }
}
