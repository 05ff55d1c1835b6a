using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>What is logged about address lists. URLs are the catalogue's; nothing that a server wrote is among it.</summary>
internal static partial class IpRangeLog
{
    [LoggerMessage(401, LogLevel.Debug, "The address list at {Url} is current, with {Prefixes} entries")]
    public static partial void RangesCurrent(this ILogger logger, string url, int prefixes);

    [LoggerMessage(402, LogLevel.Warning, "The address list at {Url} {Problem}; until that changes it refutes nobody")]
    public static partial void RangesUnavailable(this ILogger logger, string url, string problem);

    [LoggerMessage(403, LogLevel.Warning, "The copy on disk of the address list at {Url} is ignored: {Problem}")]
    public static partial void RangeCopyIgnored(this ILogger logger, string url, string? problem);

    [LoggerMessage(EventId = 404, Message = "Address lists of crawlers are kept in memory only and are gone after a restart: {Reason}")]
    public static partial void RangesInMemory(this ILogger logger, LogLevel level, string reason);

    [LoggerMessage(405, LogLevel.Error, "Fetching the address list at {Url} threw")]
    public static partial void RangeFetchThrew(this ILogger logger, Exception exception, string url);

    [LoggerMessage(406, LogLevel.Error, "Refreshing address lists threw; it goes on")]
    public static partial void RangeRefreshThrew(this ILogger logger, Exception exception);
}
