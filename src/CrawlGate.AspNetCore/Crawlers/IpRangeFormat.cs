namespace CrawlGate.AspNetCore;

/// <summary>How a published list of addresses is written.</summary>
public enum IpRangeFormat
{
    /// <summary><c>{"creationTime":…,"prefixes":[{"ipv4Prefix":"a/b"},{"ipv6Prefix":"c/d"}]}</c>, which most operators use.</summary>
    Prefixes,

    /// <summary>Lines of text, each beginning with a prefix or an address; what follows a comma is ignored, as in a geofeed (RFC 8805), and so is what follows <c>#</c>.</summary>
    Csv,

    /// <summary>A JSON array of prefixes or addresses, at the top or as the only array of an object.</summary>
    JsonArray,
}
