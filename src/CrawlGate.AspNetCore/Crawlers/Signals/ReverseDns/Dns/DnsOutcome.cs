using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>What came of a question to DNS.</summary>
internal abstract record DnsOutcome
{
    private DnsOutcome()
    {
    }

    /// <summary>There are records of that name and type.</summary>
    /// <param name="Records">One at least, in the server's order.</param>
    /// <param name="TimeToLive">How long this holds: the shortest of the records and of the aliases that led to them.</param>
    public sealed record Answers(IReadOnlyList<DnsRecord> Records, TimeSpan TimeToLive) : DnsOutcome;

    /// <summary>There is no such name (NXDOMAIN).</summary>
    /// <param name="TimeToLive">How long this holds (RFC 2308 section 5); zero when the server did not say.</param>
    public sealed record NoSuchName(TimeSpan TimeToLive) : DnsOutcome;

    /// <summary>The name exists and has no records of that type.</summary>
    /// <param name="TimeToLive">How long this holds (RFC 2308 section 5); zero when the server did not say.</param>
    public sealed record NoData(TimeSpan TimeToLive) : DnsOutcome;

    /// <summary>DNS did not tell.</summary>
    public sealed record Failed(DnsFailure Reason) : DnsOutcome;
}

/// <summary>One record of an answer.</summary>
/// <param name="Name">Where a PTR record points to, as <see cref="DnsReader.TryReadName"/> writes names; null in other records.</param>
/// <param name="Address">The address of an A or AAAA record; null in other records.</param>
internal readonly record struct DnsRecord(string? Name, IPAddress? Address);
