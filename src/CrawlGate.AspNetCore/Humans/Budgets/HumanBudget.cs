namespace CrawlGate.AspNetCore;

/// <summary>How much one person reads free.</summary>
/// <param name="PerMinute">Pages a minute, over time.</param>
/// <param name="Burst">Pages at once after a rest.</param>
/// <param name="PerDay">Pages a day (UTC).</param>
/// <param name="Concurrency">Pages at the same time, with one pass at one gateway.</param>
/// <param name="NetworkSwitchCost">What the first page from another network (/24, or /56 of IPv6) than the last costs.</param>
internal sealed record HumanBudget(int PerMinute, int Burst, int PerDay, int Concurrency, int NetworkSwitchCost);
