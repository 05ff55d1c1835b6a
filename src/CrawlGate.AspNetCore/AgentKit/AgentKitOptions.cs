namespace CrawlGate.AspNetCore;

/// <summary>What agents get that a verified person stands behind (the <c>agentkit</c> extension of x402). Off unless a mode is set.</summary>
public sealed class AgentKitOptions
{
    /// <summary><c>free</c>; <c>free-trial</c>: a number of uses of each page; <c>discount</c>: a lower price; null for off.</summary>
    public string? Mode { get; set; }

    /// <summary>For <c>free-trial</c>: how many uses of each path each person has in a week; for <c>discount</c>, how many uses at the lower price; 0 for any number.</summary>
    public int Uses { get; set; }

    /// <summary>For <c>discount</c>: how many percent are taken off, 1 to 100.</summary>
    public int Percent { get; set; }

    /// <summary>The chain of the book that says which agents people stand behind: 480 (World Chain), 8453 (Base) or 84532 (Base Sepolia).</summary>
    public ulong ChainId { get; set; } = 480;

    /// <summary>The book's contract, where it is not the known one.</summary>
    public string? Contract { get; set; }

    /// <summary>JSON-RPC URLs of that chain.</summary>
    public List<string> Rpc { get; set; } = [];

    /// <summary>For how many seconds an offer to agents can be answered.</summary>
    public int MaxAgeSeconds { get; set; } = 300;
}
