using System.IO.Compression;
using System.Text;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed class HttpRangeFetcherTests
{
    private static readonly byte[] Block = new byte[64 * 1024];

    [Fact]
    public async Task A_list_is_fetched_with_what_tells_its_versions_apart()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = "Fri, 20 Nov 2026 10:00:00 GMT";
            return context.Response.WriteAsync("52.1.2.3");
        };
        var fetched = Assert.IsType<RangeFetch.Fetched>(await GetAsync(server));
        Assert.Equal("52.1.2.3", Encoding.UTF8.GetString(fetched.Body));
        Assert.Equal(new RangeValidator("\"v1\"", new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)), fetched.Validator);
        Assert.Equal(("/bot.json", null, null), server.Requests.Single());
    }

    [Fact]
    public async Task A_known_version_is_asked_with()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = RangeServer.Status(304);
        var modified = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
        Assert.IsType<RangeFetch.NotModified>(await GetAsync(server, new RangeValidator("W/\"v1\"", modified)));
        Assert.IsType<RangeFetch.NotModified>(await GetAsync(server, new RangeValidator(null, modified)));
        Assert.Equal([("/bot.json", "W/\"v1\"", null), ("/bot.json", null, "Fri, 20 Nov 2026 10:00:00 GMT")], server.Requests);
    }

    [Theory]
    [InlineData("no quotes\r\nX-Evil: 1")]
    [InlineData("")]
    public async Task A_damaged_entity_tag_is_not_sent(string etag)
    {
        await using var server = await RangeServer.StartAsync();
        Assert.IsType<RangeFetch.Fetched>(await GetAsync(server, new RangeValidator(etag, null)));
        Assert.Null(server.Requests.Single().IfNoneMatch);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(206)]
    [InlineData(304)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Only_200_is_a_list(int status)
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = RangeServer.Status(status);
        Assert.Contains($"{status}", Reason(await GetAsync(server)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_without_end_is_left_at_the_limit(bool announced)
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = async context =>
        {
            context.Response.ContentLength = announced ? 1L << 32 : null;
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(Block, context.RequestAborted);
        };
        Assert.Contains("longer than 4 MiB", Reason(await GetAsync(server)));
    }

    [Fact]
    public async Task A_body_that_inflates_is_limited_by_what_comes_out()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            for (var i = 0; i < 1024; i++)
                await gzip.WriteAsync(Block, context.RequestAborted);
        };
        Assert.Contains("longer than 4 MiB", Reason(await GetAsync(server)));
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_encoding_says_is_a_failure()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync("this is no gzip");
        };
        Assert.Contains("broke off", Reason(await GetAsync(server)));
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_read()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = context => context.Response.Body.WriteAsync(new byte[4 * 1024 * 1024]).AsTask();
        Assert.Equal(4 * 1024 * 1024, Assert.IsType<RangeFetch.Fetched>(await GetAsync(server)).Body.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_drips_or_hangs_is_given_up_on(bool drips)
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                if (drips)
                {
                    await context.Response.WriteAsync(" ", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }

                await Task.Delay(20, context.RequestAborted);
            }
        };
        Assert.Contains("within 0.4 s", Reason(await GetAsync(server, timeout: TimeSpan.FromSeconds(0.4))));
    }

    [Fact]
    public async Task A_connection_that_breaks_off_is_a_failure()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"prefixes\":[");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        Assert.NotEmpty(Reason(await GetAsync(server)));
    }

    [Fact]
    public async Task Three_redirects_are_followed_and_four_are_not()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = context => context.Request.Path.Value switch
        {
            "/4" => RangeServer.Redirect("/3")(context),
            "/3" => RangeServer.Redirect("2")(context),
            "/2" => RangeServer.Redirect($"{server.Url}1")(context),
            "/1" => RangeServer.Redirect("/list")(context),
            _ => RangeServer.Text("52.1.2.3")(context),
        };
        Assert.IsType<RangeFetch.Fetched>(await GetAsync(server, path: "/3"));
        Assert.Contains("more than 3 times", Reason(await GetAsync(server, path: "/4")));
    }

    [Fact]
    public async Task A_redirect_loop_ends()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = RangeServer.Redirect("/bot.json");
        Assert.Contains("more than 3 times", Reason(await GetAsync(server)));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_redirect_without_a_target_is_a_failure()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = RangeServer.Status(302);
        Assert.Contains("nowhere", Reason(await GetAsync(server)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ftp://127.0.0.1/list")]
    [InlineData("file:///etc/hosts")]
    [InlineData("https://user:secret@127.0.0.1/list")]
    public async Task A_redirect_away_from_https_is_not_followed(string? target)
    {
        await using var plain = await RangeServer.StartAsync();
        await using var secure = await RangeServer.StartAsync(https: true);
        var handler = HttpRangeFetcher.CreateHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true; // the server's certificate is its own
        using var fetcher = new HttpRangeFetcher(TimeProvider.System, handler);

        secure.Answer = RangeServer.Text("52.1.2.3");
        Assert.IsType<RangeFetch.Fetched>(await fetcher.GetAsync(new Uri(secure.Url, "/bot.json"), null, default));
        secure.Answer = RangeServer.Redirect(target ?? $"{plain.Url}bot.json");
        Assert.Contains("redirects to a URL that is not https", Reason(await fetcher.GetAsync(new Uri(secure.Url, "/bot.json"), null, default)));
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task A_certificate_of_nobody_is_a_failure()
    {
        await using var secure = await RangeServer.StartAsync(https: true);
        using var fetcher = new HttpRangeFetcher(TimeProvider.System);
        Assert.Contains("SecureConnectionError", Reason(await fetcher.GetAsync(secure.Url, null, default)));
    }

    [Fact]
    public async Task Plain_http_is_never_asked()
    {
        await using var server = await RangeServer.StartAsync();
        using var fetcher = new HttpRangeFetcher(TimeProvider.System);
        Assert.Contains("not https", Reason(await fetcher.GetAsync(server.Url, null, default)));
        Assert.Contains("not https", Reason(await fetcher.GetAsync(new Uri("/relative", UriKind.Relative), null, default)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Only_cancelling_throws()
    {
        await using var server = await RangeServer.StartAsync();
        server.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var fetcher = new HttpRangeFetcher(TimeProvider.System) { AllowsHttp = true };
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetcher.GetAsync(server.Url, null, stop.Token));
    }

    private static async Task<RangeFetch> GetAsync(RangeServer server, RangeValidator? known = null, string path = "/bot.json", TimeSpan? timeout = null)
    {
        using var fetcher = new HttpRangeFetcher(TimeProvider.System) { AllowsHttp = true, Timeout = timeout ?? TimeSpan.FromSeconds(20) };
        return await fetcher.GetAsync(new Uri(server.Url, path), known, default);
    }

    private static string Reason(RangeFetch fetch) => Assert.IsType<RangeFetch.Failed>(fetch).Reason;
}
