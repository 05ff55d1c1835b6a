using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CrawlGate.Tests.AspNetCore;

public sealed class IpRangeRefreshTests : IAsyncLifetime
{
    private readonly RangeStand _stand = new();
    private RangeServer _server = null!;

    public async Task InitializeAsync() => _server = await RangeServer.StartAsync();

    public async Task DisposeAsync()
    {
        _stand.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Lists_are_fetched_daily_give_or_take_a_tenth()
    {
        var crawlers = RangeStand.Crawler(_server, true, [.. Enumerable.Range(0, 40).Select(i => $"/{i}.json")]);
        await _stand.StartAndFetchAsync(crawlers);
        Assert.Equal(40, _server.Requests.Count);
        await _stand.PassAsync(TimeSpan.FromHours(24 * 0.9) - TimeSpan.FromSeconds(1));
        Assert.Equal(40, _server.Requests.Count);
        await _stand.PassAsync(TimeSpan.FromHours(2.4));
        Assert.InRange(_server.Requests.Count, 42, 78);
        await _stand.PassAsync(TimeSpan.FromHours(2.5));
        Assert.Equal(80, _server.Requests.Count);
    }

    [Fact]
    public async Task A_failure_is_retried_after_a_minute_and_then_ever_later_up_to_an_hour()
    {
        _server.Answer = RangeServer.Status(500);
        await _stand.StartAndFetchAsync(RangeStand.Crawler(_server));
        foreach (var minutes in new[] { 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60 })
        {
            Assert.Equal(TimeSpan.FromMinutes(minutes), _stand.Store.UntilNextDue());
            var before = _server.Requests.Count;
            await _stand.PassAsync(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Equal(before, _server.Requests.Count);
            await _stand.PassAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(before + 1, _server.Requests.Count);
        }

        Assert.Single(_stand.Log.All, line => line.Text.Contains("refutes nobody"));
        _server.Answer = RangeServer.Publish("52.1.2.0/24");
        await _stand.PassAsync(TimeSpan.FromHours(1));
        Assert.InRange(_stand.Store.UntilNextDue()!.Value, TimeSpan.FromHours(21.6), TimeSpan.FromHours(26.4));

        _server.Answer = RangeServer.Status(500);
        await _stand.PassAsync(TimeSpan.FromHours(27));
        Assert.Equal(TimeSpan.FromMinutes(1), _stand.Store.UntilNextDue());
    }

    [Fact]
    public async Task At_most_four_lists_are_fetched_at_a_time()
    {
        var (running, most) = (0, 0);
        _server.Answer = async context =>
        {
            var now = Interlocked.Increment(ref running);
            for (var seen = most; seen < now; seen = most)
                Interlocked.CompareExchange(ref most, now, seen);
            await Task.Delay(50);
            Interlocked.Decrement(ref running);
            await RangeServer.Publish("52.1.2.0/24")(context);
        };
        await _stand.StartAndFetchAsync(RangeStand.Crawler(_server, true, [.. Enumerable.Range(0, 16).Select(i => $"/{i}.json")]));
        Assert.Equal(16, _server.Requests.Count);
        Assert.InRange(most, 2, 4);
    }

    [Fact]
    public async Task A_new_catalogue_keeps_known_lists_and_fetches_new_ones_soon()
    {
        var (first, second) = (RangeStand.Crawler(_server), RangeStand.Crawler(_server, true, "/bot.json", "/new.json"));
        _stand.Create(first);
        await _stand.Refresh.StartAsync(default);
        await IpRangeDiskTests.WaitUntil(() => _stand.Judge(first, "52.9.9.9").Outcome == SignalOutcome.Refutes);

        _stand.Store.Use([second]);
        Assert.Equal(SignalOutcome.Confirms, _stand.Judge(second, "52.1.2.3").Outcome);
        Assert.Equal(SignalOutcome.Unknown, _stand.Judge(first, "52.1.2.3").Outcome);
        await IpRangeDiskTests.WaitUntil(() => _stand.Judge(second, "52.9.9.9").Outcome == SignalOutcome.Refutes);
        await _stand.Refresh.StopAsync(default);
        Assert.Equal(["/bot.json", "/new.json"], _server.Requests.Select(request => request.Path));
        Assert.Equal(2, _stand.Store.Status.Count);
    }

    [Fact]
    public async Task Requests_that_run_while_catalogues_and_lists_change_are_never_refuted()
    {
        // The address moves between prefixes that all hold it, so that it is on the list at every moment.
        var answers = new[] { "52.1.2.0/24", "52.1.0.0/16", "52.1.2.3" }.Select(prefix => RangeServer.Publish(prefix)).ToArray();
        var catalogues = Enumerable.Range(0, 3).Select(_ => RangeStand.Crawler(_server)).ToArray();
        var address = IPAddress.Parse("52.1.2.3");
        await _stand.StartAndFetchAsync(catalogues[0]);

        using var done = new CancellationTokenSource();
        var judged = new int[3];
        var requests = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Thread.Yield();
                foreach (var crawler in catalogues)
                    Interlocked.Increment(ref judged[(int)_stand.Signal.Judge(crawler, address)!.Outcome]);
            }
        })).ToArray();
        for (var round = 1; round <= 60; round++)
        {
            _server.Answer = answers[round % 3];
            _stand.Store.Use([catalogues[round % 3]]);
            await _stand.PassAsync(TimeSpan.FromDays(2));
            Assert.NotEmpty(_stand.Store.Status);
        }

        await done.CancelAsync();
        await Task.WhenAll(requests);
        Assert.Equal(0, judged[(int)SignalOutcome.Refutes]);
        Assert.All([judged[(int)SignalOutcome.Confirms], judged[(int)SignalOutcome.Unknown]], count => Assert.NotEqual(0, count));
        Assert.Equal(61, _server.Requests.Count);
    }

    [Fact]
    public async Task A_fetcher_that_throws_stops_nothing()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IRangeFetcher, BrokenFetcher>();
        var crawler = RangeStand.Crawler(_server);
        builder.Services.AddIpRanges(_ => [crawler], options => options.Directory = null);
        using var host = builder.Build();
        await host.StartAsync();
        var store = host.Services.GetRequiredService<IpRangeStore>();
        await IpRangeDiskTests.WaitUntil(() => store.Status.Single().LastError is not null);

        var evidence = await Assert.Single(host.Services.GetServices<ICrawlerSignal>()).JudgeAsync(null!, crawler, IPAddress.Parse("52.1.2.3"));
        Assert.Equal((SignalOutcome.Unknown, "could not be fetched: NotSupportedException"), (evidence!.Outcome, store.Status.Single().LastError));
        Assert.False(host.Services.GetServices<IHostedService>().OfType<IpRangeRefresh>().Single().ExecuteTask!.IsCompleted);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_host_that_stops_does_not_wait_for_a_server()
    {
        _server.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        _stand.Create(RangeStand.Crawler(_server));
        await _stand.Refresh.StartAsync(default);
        await IpRangeDiskTests.WaitUntil(() => !_server.Requests.IsEmpty);
        await _stand.Refresh.StopAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(_stand.Refresh.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Null(_stand.Store.Status.Single().LastError);
    }

    [Fact]
    public void Every_wrong_setting_is_reported_at_once()
    {
        var services = new ServiceCollection();
        services.AddIpRanges(_ => [], options =>
        {
            options.Directory = "same";
            options.SnapshotDirectory = "same";
            options.RefreshInterval = TimeSpan.FromSeconds(5);
            options.StaleAfter = TimeSpan.FromDays(31);
        });
        using var provider = services.BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<IpRangeOptions>>().Value);
        Assert.Equal(["RefreshInterval", "StaleAfter", "SnapshotDirectory"], failure.Failures.Select(line => line.Split(':')[3]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    public void A_directory_must_be_a_path(string directory)
    {
        var result = new IpRangeOptionsValidator().Validate(null, new IpRangeOptions { Directory = directory });
        Assert.StartsWith("CrawlGate:Verification:IpRanges:Directory", Assert.Single(result.Failures!));
        Assert.True(new IpRangeOptionsValidator().Validate(null, new IpRangeOptions()).Succeeded);
    }

    private sealed class BrokenFetcher : IRangeFetcher
    {
        public Task<RangeFetch> GetAsync(Uri url, RangeValidator? known, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
