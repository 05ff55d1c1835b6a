using System.Text;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

public sealed class IpRangeDiskTests : IAsyncLifetime
{
    private const string On = "52.1.2.3";
    private const string Off = "52.9.9.9";

    private readonly RangeStand _stand = new();
    private RangeServer _server = null!;
    private Crawler _crawler = null!;

    private string CopyPath => Assert.Single(Directory.GetFiles(_stand.Kept!));

    public async Task InitializeAsync()
    {
        _server = await RangeServer.StartAsync();
        _server.Answer = RangeServer.Publish("52.1.2.0/24", "\"v1\"");
        _crawler = RangeStand.Crawler(_server);
    }

    public async Task DisposeAsync()
    {
        _stand.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task After_a_restart_the_copy_is_used_before_anything_is_fetched()
    {
        await _stand.StartAndFetchAsync(_crawler);
        var url = _crawler.IpRanges[0].Url.AbsoluteUri;
        Assert.Equal(RangeCopy.Hash(Encoding.UTF8.GetBytes(url)) + ".ranges", Path.GetFileName(CopyPath));
        await _server.DisposeAsync();

        await _stand.StartAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, On);
        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, Off);

        await _stand.PassAsync(TimeSpan.FromDays(2));
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "ConnectionError", _crawler, Off);
    }

    [Fact]
    public async Task A_copy_ages_while_the_process_is_away()
    {
        await _stand.StartAndFetchAsync(_crawler);
        _stand.Time.Now += TimeSpan.FromDays(7);
        await _stand.StartAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Unknown, "stale", _crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "stale", _crawler, Off);
    }

    [Fact]
    public async Task A_young_copy_is_not_fetched_again_for_a_restart()
    {
        await _stand.StartAndFetchAsync(_crawler);
        await _stand.StartAndFetchAsync(_crawler);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task The_entity_tag_and_a_confirmation_outlive_a_restart()
    {
        await _stand.StartAndFetchAsync(_crawler);
        await _stand.StartAsync(_crawler);
        await _stand.PassAsync(TimeSpan.FromDays(6));
        Assert.Equal([null, "\"v1\""], _server.Requests.Select(request => request.IfNoneMatch));

        await _server.DisposeAsync();
        await _stand.StartAsync(_crawler);
        _stand.Time.Now += TimeSpan.FromDays(6);
        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, Off);
        Assert.Equal(TimeSpan.FromDays(6), _stand.Store.Status.Single().ConfirmedAt - _stand.Store.Status.Single().FetchedAt);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("huge")]
    [InlineData("of another list")]
    [InlineData("a directory")]
    [InlineData("null header")]
    public async Task A_corrupt_copy_is_ignored_and_fetched_anew(string how)
    {
        await _stand.StartAndFetchAsync(_crawler);
        var path = CopyPath;
        var bytes = await File.ReadAllBytesAsync(path);
        if (how == "a directory")
        {
            File.Delete(path);
            Directory.CreateDirectory(path);
        }
        else
        {
            await File.WriteAllBytesAsync(path, how switch
            {
                "truncated" => bytes[..^9],
                "flipped" => [.. bytes[..^10], (byte)(bytes[^10] ^ 1), .. bytes[^9..]], // 52.1.3.0/24, still a list
                "empty" => [],
                "garbage" => Encoding.UTF8.GetBytes("{\"url\":1}\n[]"),
                "huge" => new byte[5 * 1024 * 1024],
                "null header" => Encoding.UTF8.GetBytes("null\n{}"),
                _ => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("/bot.json", "/bad.json")),
            });
        }

        await _stand.StartAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Unknown, "not been fetched", _crawler, Off);
        if (how != "a directory") // which is as if there were no copy
            Assert.Contains(_stand.Log.All, line => line.Level == LogLevel.Warning && line.Text.Contains("ignored"));

        await _stand.Store.RefreshDueAsync(default);
        Assert.Null(_server.Requests.Last().IfNoneMatch);
        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, Off);
    }

    [Fact]
    public async Task A_copy_from_the_future_is_of_no_known_age()
    {
        await _stand.StartAndFetchAsync(_crawler);
        _stand.Time.Now -= TimeSpan.FromDays(1);
        await _stand.StartAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Unknown, "not been fetched", _crawler, On);
        Assert.Contains(_stand.Log.All, line => line.Text.Contains("in the future"));
    }

    [Fact]
    public async Task A_malformed_answer_does_not_replace_the_copy()
    {
        await _stand.StartAndFetchAsync(_crawler);
        var before = await File.ReadAllBytesAsync(CopyPath);
        _server.Answer = RangeServer.Text("<html>");
        await _stand.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal(before, await File.ReadAllBytesAsync(CopyPath));
    }

    [Fact]
    public async Task A_snapshot_is_used_until_there_is_something_newer()
    {
        await _stand.StartAndFetchAsync(_crawler);
        Directory.Move(_stand.Kept!, _stand.Shipped);
        await _stand.StartAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, On);
        Assert.False(Directory.Exists(_stand.Kept));

        _server.Answer = RangeServer.Publish("52.9.9.0/24", "\"v2\"");
        await _stand.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal("\"v1\"", _server.Requests.Last().IfNoneMatch);
        await _stand.StartAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, Off);
    }

    [Fact]
    public async Task A_snapshot_that_is_confirmed_becomes_a_copy()
    {
        await _stand.StartAndFetchAsync(_crawler);
        Directory.Move(_stand.Kept!, _stand.Shipped);
        await _stand.StartAsync(_crawler);
        await _stand.PassAsync(TimeSpan.FromDays(6));
        Assert.True(File.Exists(CopyPath));

        await _stand.StartAsync(_crawler);
        _stand.Time.Now += TimeSpan.FromDays(6);
        _stand.AssertSays(SignalOutcome.Refutes, "no list", _crawler, Off);
    }

    [Fact]
    public async Task An_old_snapshot_is_stale_like_anything_old()
    {
        await _stand.StartAndFetchAsync(_crawler);
        Directory.Move(_stand.Kept!, _stand.Shipped);
        await _server.DisposeAsync();
        _stand.Time.Now += TimeSpan.FromDays(30);
        await _stand.StartAsync(_crawler);
        _stand.AssertSays(SignalOutcome.Unknown, "stale", _crawler, On);
        _stand.AssertSays(SignalOutcome.Unknown, "stale", _crawler, Off);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_directory_lists_work_in_memory_and_that_is_said_once(bool configured)
    {
        _stand.Kept = configured ? "/dev/null/ranges" : null;
        _stand.Create(_crawler);
        await _stand.Refresh.StartAsync(default);
        await WaitUntil(() => _stand.Store.Status.Single().State == RangeSourceState.Fresh);
        await _stand.Refresh.StopAsync(default);
        _server.Answer = RangeServer.Publish("52.9.9.0/24");
        await _stand.PassAsync(TimeSpan.FromDays(2));

        _stand.AssertSays(SignalOutcome.Confirms, "/bot.json", _crawler, Off);
        Assert.Single(_stand.Log.All, line => line.Text.Contains("in memory only"));
    }

    [Fact]
    public async Task No_draft_is_left_behind()
    {
        await _stand.StartAndFetchAsync(_crawler);
        for (var i = 0; i < 3; i++)
            await _stand.PassAsync(TimeSpan.FromDays(2));
        Assert.EndsWith(".ranges", CopyPath);
    }

    internal static async Task WaitUntil(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
            await Task.Delay(20);
        Assert.True(condition());
    }
}
