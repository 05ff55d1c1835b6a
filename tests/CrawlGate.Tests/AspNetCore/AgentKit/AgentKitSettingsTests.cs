using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class AgentKitSettingsTests
{
    [Fact]
    public void Without_a_mode_nothing_is_asked_of_anybody() => Assert.Empty(GatePolicies.Errors(options => options.AgentKit = new AgentKitOptions { Uses = 3 }));

    [Theory]
    [InlineData("free", 0, 0)]
    [InlineData("Free-Trial", 1, 0)]
    [InlineData("discount", 0, 1)]
    [InlineData("discount", 5, 100)]
    public void Each_mode_with_what_it_takes(string mode, int uses, int percent) => Assert.Empty(Errors(mode, uses, percent));

    [Theory]
    [InlineData("trial", 0, 0, "Mode")]
    [InlineData("", 0, 0, "Mode")]
    [InlineData("free", 1, 0, "Uses")]
    [InlineData("free", 0, 10, "Percent")]
    [InlineData("free-trial", 0, 0, "Uses")]
    [InlineData("free-trial", -1, 0, "Uses")]
    [InlineData("free-trial", 1, 10, "Percent")]
    [InlineData("discount", 0, 0, "Percent")]
    [InlineData("discount", 0, 101, "Percent")]
    [InlineData("discount", -1, 50, "Uses")]
    public void A_number_that_does_not_fit_is_named(string mode, int uses, int percent, string key) =>
        Assert.StartsWith($"CrawlGate:AgentKit:{key}: ", Assert.Single(Errors(mode, uses, percent)), StringComparison.Ordinal);

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        var errors = GatePolicies.Errors(options => options.AgentKit = new AgentKitOptions { Mode = "free", ChainId = 1, MaxAgeSeconds = 29 });
        Assert.Equal(["ChainId", "Rpc", "MaxAgeSeconds"], errors.Select(error => error.Split(':')[2]));

        errors = GatePolicies.Errors(options => options.AgentKit = new AgentKitOptions { Mode = "free", ChainId = 1, Contract = "0x12", Rpc = ["ftp://x"], MaxAgeSeconds = 3601 });
        Assert.Equal(["Contract", "Rpc", "MaxAgeSeconds"], errors.Select(error => error.Split(':')[2]));
    }

    [Fact]
    public void Any_chain_will_do_for_a_contract_that_is_named() => Assert.Empty(GatePolicies.Errors(options => options.AgentKit = new AgentKitOptions
    {
        Mode = "free",
        ChainId = 31337,
        Contract = "0xa23ab2712ea7bba896930544c7d6636a96b944da",
        Rpc = ["http://127.0.0.1:8545"],
    }));

    [Theory]
    [InlineData("$0.001", 20, 800)]
    [InlineData("$0.000003", 50, 1)]
    [InlineData("$0.000001", 50, 1)]
    [InlineData("$1", 100, 1)]
    public void P41_A_discount_is_rounded_down_and_leaves_at_least_one_unit(string price, int percent, ulong expected)
    {
        var terms = GatePolicies.Compile(options =>
        {
            options.Price = price;
            options.AgentKit = new AgentKitOptions { Mode = "discount", Percent = percent, Rpc = ["http://127.0.0.1:8545"] };
        }).Terms[0];
        Assert.Equal(expected, terms.ForAgents!.Amount);
        Assert.Equal(expected.ToString(System.Globalization.CultureInfo.InvariantCulture), terms.ForAgents.Offers[0].Amount);
    }

    private static IReadOnlyList<string> Errors(string mode, int uses, int percent) =>
        GatePolicies.Errors(options => options.AgentKit = new AgentKitOptions { Mode = mode, Uses = uses, Percent = percent, Rpc = ["https://node.example"] });
}
