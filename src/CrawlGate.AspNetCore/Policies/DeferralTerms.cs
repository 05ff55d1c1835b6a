namespace CrawlGate.AspNetCore;

/// <summary>How settlements are deferred.</summary>
/// <param name="Micros">The price in millionths of a dollar, rounded up.</param>
/// <param name="Limits">How much may be open.</param>
/// <param name="SettleAfter">How long payments are collected before they are settled together.</param>
internal sealed record DeferralTerms(long Micros, ExposureLimits Limits, TimeSpan SettleAfter);
