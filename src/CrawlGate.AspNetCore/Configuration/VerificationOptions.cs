namespace CrawlGate.AspNetCore;

/// <summary>How claimed identities are verified. What is switched off neither proves nor refutes anything.</summary>
public sealed class VerificationOptions
{
    /// <summary>By the address lists that operators publish.</summary>
    public IpRangeOptions IpRanges { get; set; } = new();

    /// <summary>By the names of addresses.</summary>
    public ReverseDnsSettings ReverseDns { get; set; } = new();

    /// <summary>By signatures of requests.</summary>
    public WebBotAuthSettings WebBotAuth { get; set; } = new();
}
