using System.Diagnostics;
using System.Text;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public class PublicHttpClientTests
{
    private static readonly PublicHttpClientOptions Unsafe = new() { UnsafeAllowPrivateAddressesAndPlainHttp = true };

    [Fact]
    public async Task A_document_comes_with_its_type_headers_and_validator()
    {
        await using var server = RawServer.Saying("HTTP/1.1 200 OK\r\nContent-Type: Application/JSON; charset=utf-8\r\nETag: \"v1\"\r\nX-Part: a\r\nX-Part: b\r\nContent-Length: 2\r\n\r\n{}");

        var outcome = Assert.IsType<FetchOutcome.Fetched>(await GetAsync(server.Url));

        Assert.Equal("{}"u8.ToArray(), outcome.Body.ToArray());
        Assert.Equal("application/json", outcome.ContentType);
        Assert.Equal("\"v1\"", outcome.ETag);
        Assert.Equal("a, b", outcome.Headers["x-part"]);
    }

    [Fact]
    public async Task A_request_says_little_about_the_gate()
    {
        var request = new TaskCompletionSource<string>();
        await using var server = new RawServer(async (stream, stop) =>
        {
            request.TrySetResult(await RawServer.ReadRequestAsync(stream, stop));
            await stream.WriteAsync("HTTP/1.1 304 Not Modified\r\n\r\n"u8.ToArray(), stop);
        });
        using var activity = new Activity("request").Start();

        var outcome = await GetAsync(server.Url, new FetchOptions { Accept = "application/json", ETag = "\"v1\"" });

        Assert.IsType<FetchOutcome.NotModified>(outcome);
        Assert.Equal(
            $"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nUser-Agent: CrawlGate\r\nAccept: application/json\r\nAccept-Encoding: identity\r\nIf-None-Match: \"v1\"\r\n\r\n",
            await request.Task);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "Status 404")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "Status 500")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "Status 204")]
    [InlineData("HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\n{}", "Status 206")]
    [InlineData("HTTP/1.1 304 Not Modified\r\n\r\n", "Status 304")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", "compressed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}", "ended prematurely")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n", "")]
    [InlineData("", "")]
    public async Task Anything_but_a_plain_200_fails(string answer, string reason)
    {
        await using var server = RawServer.Saying(answer);

        var outcome = Assert.IsType<FetchOutcome.Failed>(await GetAsync(server.Url));

        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var target = RawServer.Saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        await using var server = RawServer.Saying($"HTTP/1.1 302 Found\r\nLocation: {target.Url}\r\nContent-Length: 0\r\n\r\n");

        var outcome = Assert.IsType<FetchOutcome.Failed>(await GetAsync(server.Url));

        Assert.Contains("302", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(0, target.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_10_MB_is_cut_off_at_the_limit(bool announced)
    {
        const int Size = 10_000_000;
        var sent = 0;
        var over = new TaskCompletionSource();
        await using var server = new RawServer(async (stream, stop) =>
        {
            try
            {
                await RawServer.ReadRequestAsync(stream, stop);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{(announced ? $"Content-Length: {Size}\r\n" : "")}\r\n"), stop);
                for (; sent < Size; sent += 10_000)
                    await stream.WriteAsync(new byte[10_000], stop);
            }
            finally
            {
                over.SetResult();
            }
        });

        var outcome = Assert.IsType<FetchOutcome.Failed>(await GetAsync(server.Url));
        await over.Task;

        Assert.Contains("longer than 65536 bytes", outcome.Reason, StringComparison.Ordinal);
        Assert.InRange(sent, 0, Size - 1);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task The_limit_is_exact(int length, bool taken)
    {
        await using var server = RawServer.Saying($"HTTP/1.1 200 OK\r\n\r\n{new string('x', length)}");

        var outcome = await GetAsync(server.Url, new FetchOptions { MaxBytes = 100 });

        Assert.Equal(taken, outcome is FetchOutcome.Fetched);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nX: ")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public async Task A_slow_drip_ends_at_the_time_limit(string start)
    {
        await using var server = new RawServer(async (stream, stop) =>
        {
            await RawServer.ReadRequestAsync(stream, stop);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), stop);
            while (true)
            {
                await stream.WriteAsync("1"u8.ToArray(), stop);
                await Task.Delay(100, stop);
            }
        });
        var clock = Stopwatch.StartNew();

        var outcome = Assert.IsType<FetchOutcome.Failed>(await GetAsync(server.Url, new FetchOptions { Timeout = TimeSpan.FromMilliseconds(500) }));

        Assert.Contains("within 0.5 s", outcome.Reason, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_ends_at_the_time_limit()
    {
        await using var server = new RawServer((_, stop) => Task.Delay(Timeout.Infinite, stop));

        var outcome = await GetAsync(server.Url, new FetchOptions { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.IsType<FetchOutcome.Failed>(outcome);
    }

    [Fact]
    public async Task Endless_headers_are_cut_off()
    {
        await using var server = new RawServer(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
            while (true)
                await stream.WriteAsync("X-Filler: 0123456789012345678901234567890123456789\r\n"u8.ToArray(), stop);
        });
        var clock = Stopwatch.StartNew();

        Assert.IsType<FetchOutcome.Failed>(await GetAsync(server.Url));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_that_as_an_exception()
    {
        await using var server = new RawServer((_, stop) => Task.Delay(Timeout.Infinite, stop));
        using var client = new PublicHttpClient(Unsafe);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(server.Url, cancellationToken: impatient.Token));
    }

    private static async Task<FetchOutcome> GetAsync(Uri url, FetchOptions? options = null)
    {
        using var client = new PublicHttpClient(Unsafe);
        return await client.GetAsync(url, options);
    }
}
