namespace CrawlGate.AspNetCore;

/// <summary>What a proof led to.</summary>
internal abstract record ProofOutcome
{
    private ProofOutcome()
    {
    }

    /// <summary>The browser has a pass now.</summary>
    public sealed record Granted(Pass Pass) : ProofOutcome;

    /// <summary>It has none.</summary>
    public sealed record Refused(string Code, string Detail) : ProofOutcome;

    /// <summary>Too many proofs are being verified.</summary>
    public sealed record Busy : ProofOutcome;

    /// <summary>Nobody could tell.</summary>
    public sealed record Unavailable : ProofOutcome;
}
