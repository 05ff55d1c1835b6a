namespace CrawlGate.X402;

/// <summary>What asking for verification came to.</summary>
public abstract record VerifyOutcome
{
    private VerifyOutcome() { }

    /// <summary>The payment would settle.</summary>
    public sealed record Valid(VerifyResponse Response) : VerifyOutcome;

    /// <summary>The payment would not settle, for the reason in the response.</summary>
    public sealed record Invalid(VerifyResponse Response) : VerifyOutcome;

    /// <summary>Nobody could tell. <paramref name="Detail"/> is for logs only.</summary>
    public sealed record Unavailable(string Detail, TimeSpan? RetryAfter = null) : VerifyOutcome;
}
