namespace CrawlGate.AspNetCore;

/// <summary>A token to be paid in. Name and version are its EIP-712 domain, checked against the chain at start.</summary>
public sealed class AssetOptions
{
    /// <summary>The contract's address.</summary>
    public string? Address { get; set; }

    /// <summary>The EIP-712 domain name.</summary>
    public string? Name { get; set; }

    /// <summary>The EIP-712 domain version.</summary>
    public string? Version { get; set; }

    /// <summary>How many atomic digits one dollar has; 6 for USDC.</summary>
    public int Decimals { get; set; } = 6;
}
