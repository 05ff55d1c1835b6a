namespace CrawlGate.AspNetCore;

/// <summary>A published list, read.</summary>
/// <param name="Ranges">The addresses on it.</param>
/// <param name="Prefixes">How many entries it has.</param>
/// <param name="CreationTime">When it was made, as it says itself; null when it does not.</param>
internal sealed record IpRangeList(AddressRanges Ranges, int Prefixes, DateTimeOffset? CreationTime);
