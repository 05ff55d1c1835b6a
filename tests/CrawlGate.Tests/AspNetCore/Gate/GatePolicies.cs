using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Compiled policies for tests of single parts.</summary>
internal static class GatePolicies
{
    public static CrawlGateOptions Options() => new()
    {
        Mode = "enforce",
        PublicUrl = "https://site.example",
        PayTo = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        Price = "$0.001",
        Network = "eip155:84532",
        Facilitator = new FacilitatorOptions { Urls = ["https://facilitator.example"] },
    };

    public static AccessPolicies Create(Action<CrawlGateOptions>? configure = null) => Compile(configure).Policies;

    /// <summary>What is said to be wrong.</summary>
    public static IReadOnlyList<string> Errors(Action<CrawlGateOptions> configure)
    {
        var options = Options();
        configure(options);
        PolicyCompiler.Compile(options, new ExactEvmScheme(), out var errors);
        return errors;
    }

    public static GateSnapshot Compile(Action<CrawlGateOptions>? configure = null, TimeProvider? time = null)
    {
        var options = Options();
        configure?.Invoke(options);
        var compiled = PolicyCompiler.Compile(options, new ExactEvmScheme(), out var errors, time);
        Assert.Empty(errors);
        return compiled!;
    }
}
