namespace CrawlGate.AspNetCore;

/// <summary>
/// The limits of the <c>deferred</c> flow: what a site risks by serving before it is paid. When one is reached, payments settle before
/// the page leaves, as in the <c>authorization</c> flow.
/// </summary>
public sealed class DeferredOptions
{
    /// <summary>In dollars, how much one payer may have open; what it failed to pay before counts too.</summary>
    public string PerPayer { get; set; } = "$0.10";

    /// <summary>In dollars, how much all payers together may have open.</summary>
    public string Total { get; set; } = "$10";

    /// <summary>How many seconds payments are collected before they are settled together; 1 to 60.</summary>
    public int SettleAfterSeconds { get; set; } = 5;
}
