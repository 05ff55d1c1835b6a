using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Changed configuration of an application that has the gate inside.</summary>
public sealed class ReloadTests
{
    [Fact]
    public void What_is_right_is_taken_what_is_wrong_is_not_and_what_throws_ends_nothing()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CrawlGate:PublicUrl"] = "https://site.example",
            ["CrawlGate:PayTo"] = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            ["CrawlGate:Price"] = "$0.001",
            ["CrawlGate:Network"] = "eip155:84532",
            ["CrawlGate:Facilitator:Urls:0"] = "https://facilitator.example",
            ["CrawlGate:Verification:IpRanges:Enabled"] = "false",
        }).Build();
        var section = configuration.GetSection("CrawlGate");
        var scheme = new BreakableScheme();
        using var services = new ServiceCollection().AddLogging().AddSingleton<IPaymentScheme>(scheme).AddCrawlGate(section).BuildServiceProvider();
        var (reload, current) = (services.GetRequiredService<GateReload>(), services.GetRequiredService<CurrentGate>());
        bool Apply(string price)
        {
            configuration["CrawlGate:Price"] = price;
            return reload.TryApply(section);
        }

        Assert.True(Apply("$0.002"));
        Assert.Equal(0.002m, current.Snapshot.Terms[0].Dollars);
        Assert.False(Apply("free"));
        Assert.Equal(0.002m, current.Snapshot.Terms[0].Dollars);

        scheme.IsBroken = true;
        Assert.False(Apply("$0.003"));
        Assert.Equal(0.002m, current.Snapshot.Terms[0].Dollars);
        scheme.IsBroken = false;
        Assert.True(Apply("$0.003"));
        Assert.Equal(0.003m, current.Snapshot.Terms[0].Dollars);
    }

    private sealed class BreakableScheme : IPaymentScheme
    {
        private readonly ExactEvmScheme _inner = new();

        public bool IsBroken { get; set; }

        public string Name => _inner.Name;

        public bool Supports(CaipNetwork network) => _inner.Supports(network);

        public PaymentRequirements CreateOffer(OfferTerms terms) => IsBroken ? throw new InvalidCastException() : _inner.CreateOffer(terms);

        public PaymentCheck Check(PaymentPayload payment, PaymentRequirements requirements, DateTimeOffset now) => _inner.Check(payment, requirements, now);
    }
}
