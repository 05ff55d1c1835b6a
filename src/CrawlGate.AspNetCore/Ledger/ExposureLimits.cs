namespace CrawlGate.AspNetCore;

/// <summary>How much may be served before it is settled, in millionths of a dollar.</summary>
/// <param name="PerPayer">For one payer: what is open and what it failed to pay before.</param>
/// <param name="Total">For all payers: what is open.</param>
public readonly record struct ExposureLimits(long PerPayer, long Total);

/// <summary>What was served before settlement, in millionths of a dollar.</summary>
/// <param name="Open">Not settled yet.</param>
/// <param name="Defaulted">Never paid. It counts against a payer from then on, whatever happens to the entries.</param>
public readonly record struct Exposure(long Open, long Defaulted)
{
    /// <summary>The sum of both parts.</summary>
    public static Exposure operator +(Exposure left, Exposure right) => new(left.Open + right.Open, left.Defaulted + right.Defaulted);
}

/// <summary>What trying to defer a settlement came to.</summary>
public abstract record DeferOutcome
{
    private DeferOutcome() { }

    /// <summary>The settlement is queued durably; the page may be served.</summary>
    public sealed record Deferred(LedgerEntry Entry) : DeferOutcome;

    /// <summary>A limit is reached. Nothing changed: settle before serving.</summary>
    public sealed record OverLimit : DeferOutcome;

    /// <summary>The caller does not own the payment any more. Nothing changed.</summary>
    public sealed record Lost : DeferOutcome;
}
