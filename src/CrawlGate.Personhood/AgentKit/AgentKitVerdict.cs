using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What an <c>agentkit</c> header turned out to be worth.</summary>
public abstract record AgentKitVerdict
{
    private AgentKitVerdict()
    {
    }

    /// <summary>An agent with a human behind it. Before anything is granted, the caller remembers the nonce until it ends, once.</summary>
    /// <param name="HumanId">The human, by a public pseudonym that never changes: whom to count by.</param>
    /// <param name="Agent">The agent's account.</param>
    /// <param name="Nonce">The nonce, in its only spelling.</param>
    /// <param name="NonceEnds">When the nonce ends.</param>
    public sealed record Human(UInt256 HumanId, Address Agent, string Nonce, DateTimeOffset NonceEnds) : AgentKitVerdict;

    /// <summary>An agent that nobody has registered.</summary>
    public sealed record NotHuman(Address Agent) : AgentKitVerdict;

    /// <summary>No genuine header for this request.</summary>
    /// <param name="Reason">One of <see cref="AgentKitReasons"/>.</param>
    public sealed record Refused(string Reason) : AgentKitVerdict;

    /// <summary>The chain could not be asked; nothing is granted.</summary>
    /// <param name="Detail">What could not be asked, without anything of the header.</param>
    public sealed record Unavailable(string Detail) : AgentKitVerdict;
}
