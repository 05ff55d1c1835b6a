namespace CrawlGate.AspNetCore;

/// <summary>Tells a person whose budget is used up when there is room again.</summary>
/// <param name="Kind">What is used up.</param>
/// <param name="RetryAfterSeconds">Until when.</param>
internal sealed record QuoteNotice(BudgetOutcome Kind, int RetryAfterSeconds);
