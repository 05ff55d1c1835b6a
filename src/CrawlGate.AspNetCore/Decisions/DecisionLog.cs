using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Writes down every decision that is not simply to let pass, and at most so many a second, so that a flood of requests is not a flood
/// of disks. What is left out is counted, and costs the request that is left out one addition.
/// </summary>
internal sealed partial class DecisionLog : IDisposable
{
    /// <summary>The category to filter by.</summary>
    public const string Category = "CrawlGate.Decisions";

    private const int MaxPathLength = 256;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger;
    private readonly CurrentGate _current;
    private readonly ITimer _windowEnd;
    private long _inWindow;

    public DecisionLog(ILoggerFactory loggers, CurrentGate current, TimeProvider time)
    {
        _logger = loggers.CreateLogger(Category);
        _current = current;
        _windowEnd = time.CreateTimer(_ => EndWindow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Write(HttpContext context, in AccessDecision decision)
    {
        // A window begins with its first decision; who comes first sets the clock.
        var number = Interlocked.Increment(ref _inWindow);
        if (number == 1)
            _windowEnd.Change(Window, Timeout.InfiniteTimeSpan);
        if (number > _current.Snapshot.DecisionsLoggedPerSecond || !_logger.IsEnabled(LogLevel.Information))
            return;

        var who = decision.Who;
        Decided(
            decision.Id.ToString(), decision.Outcome.Text, decision.Rule.Name, decision.Policy.Name, SettingName.Of(decision.Policy.Mode), who.Crawler?.Token ?? "-",
            SettingName.Of(who.Identity), Describe(who.Evidence), PathOf(context.Request), ClientNetwork.Of(context.Connection.RemoteIpAddress));
    }

    public void Dispose()
    {
        _windowEnd.Dispose();
        EndWindow();
    }

    private void EndWindow()
    {
        var unlogged = Interlocked.Exchange(ref _inWindow, 0) - _current.Snapshot.DecisionsLoggedPerSecond;
        if (unlogged > 0)
            NotLogged(unlogged);
    }

    private static string Describe(IReadOnlyList<Evidence> evidence) =>
        evidence.Count == 0 ? "-" : string.Join("; ", evidence.Select(piece => $"{SettingName.Of(piece.Method)}: {piece.Detail}"));

    /// <summary>The path with all escaped that could break a line.</summary>
    private static string PathOf(HttpRequest request)
    {
        var path = request.Path.ToUriComponent();
        return path.Length <= MaxPathLength ? path : string.Concat(path.AsSpan(0, MaxPathLength), "…");
    }

    [LoggerMessage(1, LogLevel.Information, "{Decision} {Action} by rule \"{Rule}\" of policy {Policy} ({Mode}): {Crawler}, {Identity} ({Evidence}), {Path} from {Network}")]
    private partial void Decided(
        string decision, string action, string rule, string policy, string mode, string crawler, string identity, string evidence, string path, string network);

    [LoggerMessage(2, LogLevel.Information, "{Count:N0} more decisions were not logged")]
    private partial void NotLogged(long count);
}
