using System.Collections.Concurrent;
using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A gate's lists with their own clock and directories; they can be started again and again on the same directories.</summary>
internal sealed class RangeStand : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("crawlgate-ranges-").FullName;
    private readonly LoggerFactory _loggers;
    private readonly HttpRangeFetcher _fetcher;

    public RangeStand(TimeSpan? patience = null)
    {
        _loggers = new LoggerFactory([Log]);
        _fetcher = new HttpRangeFetcher(Time) { AllowsHttp = true, Timeout = patience ?? TimeSpan.FromSeconds(30) };
        Kept = Path.Combine(_home, "kept");
        Shipped = Path.Combine(_home, "shipped");
    }

    public FixedTime Time { get; } = new(1_800_000_000);

    public LogLines Log { get; } = new();

    /// <summary>The directory for copies; null keeps them in memory.</summary>
    public string? Kept { get; set; }

    public string Shipped { get; }

    public IpRangeStore Store { get; private set; } = null!;

    public IpRangeSignal Signal { get; private set; } = null!;

    public IpRangeRefresh Refresh { get; private set; } = null!;

    public static Crawler Crawler(RangeServer server, bool isComplete = true, params string[] paths) => new("TestBot", "Test Inc.", CrawlerPurpose.Search)
    {
        IpRanges = [.. (paths is [] ? ["/bot.json"] : paths).Select(path => new IpRangeSource(new Uri(server.Url, path), IpRangeFormat.Prefixes, isComplete))],
    };

    /// <summary>What a process that starts does before it takes requests.</summary>
    public async Task StartAsync(params Crawler[] crawlers)
    {
        Create(crawlers);
        await Store.LoadAsync(default);
    }

    /// <summary>Everything but the first look at the disk.</summary>
    public void Create(params Crawler[] crawlers)
    {
        var copies = new RangeCopies(Kept is null ? null : new RangeDirectory(Kept), new RangeDirectory(Shipped), Time, _loggers.CreateLogger("copies"));
        Store = new IpRangeStore(new IpRangeOptions(), _fetcher, copies, Time, _loggers.CreateLogger<IpRangeStore>());
        Store.Use(crawlers);
        Signal = new IpRangeSignal(Store, Time);
        Refresh = new IpRangeRefresh(Store, copies, Time, _loggers.CreateLogger<IpRangeRefresh>());
    }

    public async Task StartAndFetchAsync(params Crawler[] crawlers)
    {
        await StartAsync(crawlers);
        await Store.RefreshDueAsync(default);
    }

    /// <summary>Lets time pass and fetches what is due then.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Time.Now += time;
        await Store.RefreshDueAsync(default);
    }

    public Evidence Judge(Crawler crawler, string address) => Signal.Judge(crawler, IPAddress.Parse(address))!;

    public void AssertSays(SignalOutcome outcome, string why, Crawler crawler, string address)
    {
        var evidence = Judge(crawler, address);
        Assert.Equal(VerificationMethod.IpRange, evidence.Method);
        Assert.Equal(outcome, evidence.Outcome);
        Assert.Contains(why, evidence.Detail);
        Assert.DoesNotContain(address, evidence.Detail);
    }

    public void Dispose()
    {
        _fetcher.Dispose();
        _loggers.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Keeps what is logged.</summary>
    internal sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
