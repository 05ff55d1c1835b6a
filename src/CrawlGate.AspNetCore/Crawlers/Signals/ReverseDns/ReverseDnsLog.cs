using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>What looking up names logs; never an address.</summary>
internal static partial class ReverseDnsLog
{
    [LoggerMessage(1, LogLevel.Debug, "The names of an address could not be looked up: {Failure}")]
    public static partial void LookupFailed(this ILogger logger, DnsFailure failure);

    [LoggerMessage(2, LogLevel.Warning, "No DNS server is configured and the system names none; crawlers cannot be verified by their address's name")]
    public static partial void NoDnsServer(this ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "Looking up an address threw; it counts as unknown")]
    public static partial void LookupThrew(this ILogger logger, Exception exception);
}
