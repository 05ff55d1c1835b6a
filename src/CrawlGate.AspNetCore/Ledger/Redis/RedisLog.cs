using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>What the Redis store logs: servers by host and port, never a password.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(1, LogLevel.Warning,
        "The Redis at {Servers} runs with appendonly off: if it stops, payments claimed since its last snapshot are forgotten. They can then be presented "
        + "again and pages be served twice for one payment, and settlements that were under way are not followed up. Set 'appendonly yes' and 'appendfsync always'")]
    public static partial void AppendOnlyOff(this ILogger logger, string servers);

    [LoggerMessage(2, LogLevel.Warning,
        "The Redis at {Servers} runs with appendfsync {Setting}: if its machine fails, the last second or more of payments is forgotten. Only 'appendfsync always' keeps all")]
    public static partial void AppendFsyncWeak(this ILogger logger, string servers, string setting);

    [LoggerMessage(3, LogLevel.Warning,
        "The Redis at {Servers} has maxmemory-policy {Policy}: when its memory is full it forgets payments, which can then be presented again. Set 'noeviction'")]
    public static partial void MayEvict(this ILogger logger, string servers, string policy);

    [LoggerMessage(4, LogLevel.Information,
        "The Redis at {Servers} does not show its settings. See to it yourself that it keeps every write (appendonly yes, appendfsync always, maxmemory-policy noeviction)")]
    public static partial void DurabilityHidden(this ILogger logger, string servers);

    [LoggerMessage(5, LogLevel.Warning, "The Redis at {Servers} does not answer; its connection is given up and made anew")]
    public static partial void ConnectionAbandoned(this ILogger logger, string servers);

    [LoggerMessage(6, LogLevel.Critical, "The Redis at {Servers} has lost a payment that somebody must finish: {Payment}")]
    public static partial void OpenPaymentMissing(this ILogger logger, string servers, string payment);
}
