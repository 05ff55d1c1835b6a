namespace CrawlGate.AspNetCore;

/// <summary>A published list of a crawler's addresses.</summary>
/// <param name="Url">Where it is published; several crawlers may share one list.</param>
/// <param name="Format">How it is written.</param>
/// <param name="IsComplete">Whether an address that is not on the list refutes the claim; lists that are known to have gaps can only confirm it.</param>
public sealed record IpRangeSource(Uri Url, IpRangeFormat Format, bool IsComplete = true);
