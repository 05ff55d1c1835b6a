namespace CrawlGate.Personhood;

/// <summary>What is asked of agents.</summary>
public sealed record AgentKitTerms
{
    /// <summary>The EIP-155 chains for which agents may sign.</summary>
    public IReadOnlyList<ulong> Chains { get; init; } = [480];

    /// <summary>Whether contract wallets may sign, which takes a node of each chain.</summary>
    public bool ContractWallets { get; init; } = true;

    /// <summary>A line for people in the message; null for none.</summary>
    public string? Statement { get; init; }

    /// <summary>How old a message may be.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far an agent's clock may be off.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);
}
