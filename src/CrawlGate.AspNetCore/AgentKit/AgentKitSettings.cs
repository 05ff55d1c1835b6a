using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>What agents with a person behind them get, checked. It is read once, when the application starts.</summary>
internal sealed record AgentKitSettings
{
    /// <summary>Nothing.</summary>
    public static AgentKitSettings Off { get; } = new();

    /// <summary>What they get; null for nothing.</summary>
    public AgentKitMode? Mode { get; init; }

    /// <summary>The book's chain, for which agents sign.</summary>
    public ulong ChainId { get; init; }

    /// <summary>The book.</summary>
    public Address Contract { get; init; }

    /// <summary>Nodes of the chain.</summary>
    public IReadOnlyList<Uri> Rpc { get; init; } = [];

    /// <summary>For how long an offer can be answered.</summary>
    public TimeSpan MaxAge { get; init; }

    public bool IsConfigured => Mode is not null;

    public AgentKitTerms Terms => new() { Chains = [ChainId], MaxAge = MaxAge, Statement = "Show that a person stands behind this agent." };

    public AgentBookOptions Book => new() { Contracts = new Dictionary<ulong, Address> { [ChainId] = Contract }, OnlyChain = ChainId, DefaultChain = ChainId };
}
