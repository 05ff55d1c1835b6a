using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.Personhood;

/// <summary>A real server on the loopback interface in World's cloud's place, as well or as badly as a test wants.</summary>
internal sealed class CloudServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CloudServer(WebApplication app) => _app = app;

    /// <summary>What it answers from now on.</summary>
    public RequestDelegate Answer { get; set; } = Json(200, "{}");

    /// <summary>The requests in order.</summary>
    public ConcurrentQueue<(string Method, string Path, string? ContentType, string? Authorization, JsonElement Body)> Requests { get; } = new();

    public Uri Url => new(_app.Urls.Single());

    public static async Task<CloudServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new CloudServer(app);
        app.Run(async context =>
        {
            var request = context.Request;
            using var body = HttpMethods.IsGet(request.Method) ? JsonDocument.Parse("null") : await JsonDocument.ParseAsync(request.Body);
            server.Requests.Enqueue((request.Method, request.Path, request.ContentType, request.Headers.Authorization, body.RootElement.Clone()));
            await server.Answer(context);
        });
        await app.StartAsync();
        return server;
    }

    public static RequestDelegate Json(int status, string body) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };

    public static RequestDelegate Redirect(Uri target) => context =>
    {
        context.Response.Redirect(target.ToString());
        return Task.CompletedTask;
    };

    /// <summary>Never answers until the caller has gone.</summary>
    public static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    public static Task BreakOff(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public static async Task WithoutEnd(HttpContext context)
    {
        var spaces = Encoding.ASCII.GetBytes(new string(' ', 16 * 1024));
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.WriteAsync(spaces, CancellationToken.None);
    }

    /// <summary>Says that it is done, at once; requests that hang by design are not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
