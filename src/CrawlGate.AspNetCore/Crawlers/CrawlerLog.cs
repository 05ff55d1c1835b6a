using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

internal static partial class CrawlerLog
{
    [LoggerMessage(LogLevel.Error, "The crawler signal {Method} threw.")]
    public static partial void SignalFailed(this ILogger logger, Exception exception, VerificationMethod method);
}
