using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.IntegrationTests;

/// <summary>A website that reads paths as carelessly as any, shows what is protected to everybody who gets there, and remembers who came.</summary>
public sealed class TestOrigin : IAsyncDisposable
{
    /// <summary>What nobody may see unpaid; every answer below <c>/paid</c> also carries it in the header <c>X-Protected</c>.</summary>
    public const string Marker = "PROTECTED-7f3a91";

    private const int Mebibyte = 1024 * 1024;

    private static readonly byte[] Block = new byte[64 * 1024];

    private readonly ConcurrentQueue<OriginRequest> _requests = new();
    private readonly WebApplication _app;
    private TaskCompletionSource _slowStarted = NewSignal();
    private TaskCompletionSource _slowRelease = NewSignal();
    private TaskCompletionSource _aborted = NewSignal();
    private long _bytesSent;

    private TestOrigin(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public IReadOnlyCollection<OriginRequest> Requests => _requests;

    /// <summary>How many bytes of <c>/big</c> this server got rid of.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Ends when a held request has arrived.</summary>
    public Task HeldRequest => _slowStarted.Task;

    /// <summary>Ends when a client hung up on a held or a big answer.</summary>
    public Task HungUp => _aborted.Task;

    public static async Task<TestOrigin> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls("http://127.0.0.1:0");
        var origin = new TestOrigin(builder.Build());
        origin._app.Run(origin.AnswerAsync);
        await origin._app.StartAsync();
        return origin;
    }

    /// <summary>How many requests came for a path, as this server reads paths.</summary>
    public int CountOf(string path) => _requests.Count(request => request.Path == path);

    /// <summary>Lets held requests go on, those to come included, until <see cref="Hold"/>.</summary>
    public void Release() => _slowRelease.TrySetResult();

    /// <summary>Holds the next requests for <c>/slow</c> and <c>/big?hold=1</c>.</summary>
    public void Hold()
    {
        (_slowStarted, _slowRelease, _aborted) = (NewSignal(), NewSignal(), NewSignal());
        Interlocked.Exchange(ref _bytesSent, 0);
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = LiberalPath.Read(target);
        _requests.Enqueue(new OriginRequest(
            context.Request.Method, target, path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        var response = context.Response;
        if (path == "/paid" || path.StartsWith("/paid/", StringComparison.Ordinal))
            response.Headers["X-Protected"] = Marker;

        switch (path)
        {
            case "/boom":
                response.StatusCode = 404;
                await response.WriteAsync("no such page");
                break;
            case "/error":
                response.StatusCode = 500;
                await response.WriteAsync("the site broke");
                break;
            case "/empty":
                response.StatusCode = 204;
                break;
            case "/redirect":
                response.Redirect("/elsewhere");
                break;
            case "/not-modified":
                response.StatusCode = 304;
                response.Headers.ETag = "\"1\"";
                break;
            case "/inject":
                foreach (var name in (string[])["PAYMENT-RESPONSE", "PAYMENT-REQUIRED", "X-PAYMENT-RESPONSE", "Settlement-Overrides", "X-CrawlGate-Would", "X-CrawlGate-Decision"])
                    response.Headers[name] = "forged";
                await response.WriteAsync("injected");
                break;
            case "/hidden" or "/unpaid/hidden":
                response.Headers["X-Robots-Tag"] = "noindex";
                await response.WriteAsync("""<meta name="robots" content="noindex">""");
                break;
            case "/public":
                response.Headers.CacheControl = "public, max-age=60, s-maxage=600";
                response.Headers.Vary = "Accept-Language";
                await response.WriteAsync("public");
                break;
            case "/trailers":
                // The server writes no trailers in HTTP/1.1 by itself, but leaves the framing to who sets this header.
                response.Headers.TransferEncoding = "chunked";
                response.Headers.Trailer = "X-Checksum";
                await response.WriteAsync("d\r\nwith trailers\r\n0\r\nX-Checksum: 42\r\n\r\n");
                break;
            case "/slow":
                await HoldAsync(context);
                await response.WriteAsync(Marker);
                break;
            case "/big":
                await SendAsync(context);
                break;
            default:
                await response.WriteAsync(response.Headers.ContainsKey("X-Protected") ? $"{Marker} {path}" : $"open {path}");
                break;
        }
    }

    private async Task HoldAsync(HttpContext context)
    {
        var (release, aborted) = (_slowRelease, _aborted);
        context.RequestAborted.Register(() => aborted.TrySetResult());
        _slowStarted.TrySetResult();
        await Task.WhenAny(release.Task, aborted.Task);
    }

    private async Task SendAsync(HttpContext context)
    {
        var aborted = _aborted;
        context.RequestAborted.Register(() => aborted.TrySetResult());
        var length = int.Parse(context.Request.Query["mib"].ToString(), CultureInfo.InvariantCulture) * (long)Mebibyte;
        for (var sent = 0L; sent < length && !context.RequestAborted.IsCancellationRequested; sent += Block.Length)
        {
            await context.Response.Body.WriteAsync(Block, context.RequestAborted);
            Interlocked.Add(ref _bytesSent, Block.Length);
            // A server swallows what is written to a connection that is gone until it notices; pauses let it.
            if (context.Request.Query.ContainsKey("paced") && sent % Mebibyte == 0)
                await Task.Delay(10);
            if (sent == 0 && context.Request.Query.ContainsKey("hold"))
                await HoldAsync(context);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A request as the origin saw it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The target on the request line.</param>
/// <param name="Path">The path as the origin reads it.</param>
/// <param name="Headers">Header values by name.</param>
public sealed record OriginRequest(string Method, string Target, string Path, IReadOnlyDictionary<string, string> Headers);
