namespace CrawlGate.AspNetCore;

/// <summary>What became of the wish to read one page more.</summary>
/// <param name="Outcome">Whether it is in the budget, and if not, why.</param>
/// <param name="RetryAfterSeconds">When there is room again; 0 for a page that is granted.</param>
internal readonly record struct BudgetDraw(BudgetOutcome Outcome, int RetryAfterSeconds);

/// <summary>Whether a page is in the budget.</summary>
internal enum BudgetOutcome
{
    /// <summary>It is; it must be returned when the answer is complete.</summary>
    Granted,

    /// <summary>The store does not know the pass: it was given back, or its week is over.</summary>
    NoPass,

    /// <summary>Too many in this minute.</summary>
    Minute,

    /// <summary>Too many today.</summary>
    Day,

    /// <summary>Too many at the same time.</summary>
    Concurrency,
}
