namespace CrawlGate.AspNetCore;

/// <summary>How much one person reads free, in pages; images, styles and scripts are not counted.</summary>
public sealed class BudgetOptions
{
    /// <summary>Pages a minute, over time.</summary>
    public int PerMinute { get; set; } = 60;

    /// <summary>Pages at once after a rest.</summary>
    public int Burst { get; set; } = 120;

    /// <summary>Pages a day (UTC).</summary>
    public int PerDay { get; set; } = 2000;

    /// <summary>Pages at the same time, with one pass at one gateway.</summary>
    public int Concurrency { get; set; } = 6;

    /// <summary>What the first page from another network than the last costs; 1 to make no difference.</summary>
    public int NetworkSwitchCost { get; set; } = 10;
}
