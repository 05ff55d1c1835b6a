namespace CrawlGate.AspNetCore;

/// <summary>That a person's budget is used up for now.</summary>
/// <param name="Budget">Which: <see cref="BudgetOutcome.Minute"/>, <see cref="BudgetOutcome.Day"/> or <see cref="BudgetOutcome.Concurrency"/>.</param>
/// <param name="RetryAfterSeconds">When there is room again.</param>
internal sealed record QuoteNotice(BudgetOutcome Budget, int RetryAfterSeconds);
