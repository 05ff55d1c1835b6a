using CrawlGate.AspNetCore;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.Tests.AspNetCore;

public sealed class ConfigurationTests
{
    [Fact]
    public void A_complete_section_has_no_errors() => Assert.Empty(Find(Complete()));

    [Fact]
    public void Every_mistake_is_reported_at_once_with_its_path()
    {
        var errors = Find(new Dictionary<string, string?>
        {
            ["CrawlGate:Pric"] = "$0.001",
            ["CrawlGate:PublicUrl"] = "news.example",
            ["CrawlGate:PayTo"] = "0x3c44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            ["CrawlGate:Network"] = "eip155:84532",
            ["CrawlGate:MaxTimeoutSeconds"] = "1",
            ["CrawlGate:Policies:old:Price"] = "$0",
            ["CrawlGate:Policies:old:Colour"] = "red",
            ["CrawlGate:Facilitator:Urls:0"] = "ftp://facilitator.example",
        });
        Assert.Equal(
            [
                "CrawlGate:Facilitator:Urls:0", "CrawlGate:MaxTimeoutSeconds", "CrawlGate:PayTo", "CrawlGate:Policies:old:Colour",
                "CrawlGate:Policies:old:Price", "CrawlGate:Pric", "CrawlGate:Price", "CrawlGate:PublicUrl",
            ],
            errors.Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]).Order());
    }

    [Theory]
    [InlineData("Price", "$0.0000001")]
    [InlineData("Price", "0x10")]
    [InlineData("Price", "-1")]
    [InlineData("Price", "$1e3")]
    [InlineData("Price", "$ 1")]
    [InlineData("PayTo", "0x0000000000000000000000000000000000000000")]
    [InlineData("PayTo", "news.eth")]
    [InlineData("Network", "base")]
    [InlineData("Network", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")]
    [InlineData("PublicUrl", "https://user:secret@news.example")]
    [InlineData("Facilitator:Local:SignerKeyFile", "/nowhere/signer.key")]
    [InlineData("Charge", "nobody")]
    [InlineData("Policies:default:Price", "$1")]
    public void S2_A_setting_that_could_cost_money_is_refused(string key, string value)
    {
        var settings = Complete();
        settings[$"CrawlGate:{key}"] = value;
        Assert.NotEmpty(Find(settings));
    }

    [Fact]
    public void A_network_without_a_known_dollar_needs_an_asset()
    {
        var settings = Complete();
        settings["CrawlGate:Network"] = "eip155:999999";
        Assert.Contains(Find(settings), error => error.StartsWith("CrawlGate:Asset:"));

        settings["CrawlGate:Asset:Address"] = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
        settings["CrawlGate:Asset:Name"] = "Test";
        settings["CrawlGate:Asset:Version"] = "1";
        settings["CrawlGate:Asset:Decimals"] = "18";
        Assert.Empty(Find(settings));
    }

    [Fact]
    public void S2_Prices_become_atomic_units_of_the_asset()
    {
        Assert.Equal("1000", Amount(_ => { }));
        Assert.Equal("1000000000000000", Amount(options => options.Asset = new AssetOptions { Address = options.PayTo, Name = "Test", Version = "1", Decimals = 18 }));

        static string Amount(Action<CrawlGateOptions> configure) => GatePolicies.Compile(configure).Terms.Single().Offers.Single().Amount;
    }

    [Fact]
    public void A_policy_inherits_what_it_leaves_out()
    {
        var gate = GatePolicies.Compile(options => options.Policies["archive"] = new PolicyOptions { Price = "$0.01" });
        Assert.Equal(["1000", "10000"], gate.Terms.Select(terms => terms.Offers.Single().Amount));
        Assert.Single(gate.Terms.Select(terms => terms.Offers.Single().PayTo).Distinct());
    }

    [Fact]
    public void Equal_prices_have_one_set_of_terms()
    {
        var gate = GatePolicies.Compile(options =>
        {
            options.Rules.Add(new RuleOptions { Action = "charge", Price = "0.0010", Prices = { ["verified"] = "$0.01" } });
            options.Policies["archive"] = new PolicyOptions { Price = "$0.01" };
            options.Policies["old"] = new PolicyOptions { Price = "$0.01", Description = "An old page" };
        });
        Assert.Equal(["1000", "10000", "10000"], gate.Terms.Select(terms => terms.Offers.Single().Amount));
    }

    private static Dictionary<string, string?> Complete() => new()
    {
        ["CrawlGate:PublicUrl"] = "https://news.example",
        ["CrawlGate:PayTo"] = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        ["CrawlGate:Price"] = "$0.001",
        ["CrawlGate:Network"] = "eip155:84532",
        ["CrawlGate:Facilitator:Urls:0"] = "https://facilitator.example",
    };

    private static IReadOnlyList<string> Find(Dictionary<string, string?> settings) =>
        CrawlGateConfiguration.FindErrors(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("CrawlGate"), out _);
}
