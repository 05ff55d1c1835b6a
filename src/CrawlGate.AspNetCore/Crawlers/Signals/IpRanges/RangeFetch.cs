namespace CrawlGate.AspNetCore;

/// <summary>What became of asking for a list.</summary>
internal abstract record RangeFetch
{
    /// <summary>The list as it is now.</summary>
    /// <param name="Body">The bytes, at most <see cref="IpRangeParser.MaxLength"/>.</param>
    /// <param name="Validator">What to ask with next time; null when the server gave nothing.</param>
    internal sealed record Fetched(byte[] Body, RangeValidator? Validator) : RangeFetch;

    /// <summary>The list is still the one that was asked with.</summary>
    internal sealed record NotModified : RangeFetch;

    /// <summary>No list.</summary>
    /// <param name="Reason">Why, in words for the operator; nothing that the server wrote.</param>
    internal sealed record Failed(string Reason) : RangeFetch;
}

/// <summary>What a server tells versions of a list apart by (RFC 9110, section 8.8).</summary>
/// <param name="ETag">The entity tag with its quotes.</param>
/// <param name="LastModified">When the list changed last; asked with only where there is no entity tag.</param>
internal sealed record RangeValidator(string? ETag, DateTimeOffset? LastModified);
