using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>What keeping, and forgetting, what must be forgotten logs. Keys and values are never among it.</summary>
internal static partial class EphemeralLog
{
    [LoggerMessage(1, LogLevel.Warning, "What has ended could not be destroyed; it is tried again every minute: {Detail}")]
    public static partial void SweepFailed(this ILogger logger, string detail);

    [LoggerMessage(2, LogLevel.Information, "What has ended is destroyed again")]
    public static partial void SweepWorks(this ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "The store of people's budgets does not answer; each gateway counts for itself: {Detail}")]
    public static partial void BudgetsLost(this ILogger logger, string detail);

    [LoggerMessage(4, LogLevel.Information, "The store of people's budgets answers again")]
    public static partial void BudgetsBack(this ILogger logger);
}
