using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A real server that publishes lists on the loopback interface, as well or as badly as a test wants.</summary>
internal sealed class RangeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RangeServer(WebApplication app) => _app = app;

    /// <summary>What it answers from now on.</summary>
    public RequestDelegate Answer { get; set; } = Publish("52.1.2.0/24");

    /// <summary>The requests in order: path, If-None-Match, If-Modified-Since.</summary>
    public ConcurrentQueue<(string Path, string? IfNoneMatch, string? IfModifiedSince)> Requests { get; } = new();

    public Uri Url => new(_app.Urls.Single());

    public static async Task<RangeServer> StartAsync(bool https = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => Configure(listen, https)));
        var app = builder.Build();
        var server = new RangeServer(app);
        app.Run(context =>
        {
            var headers = context.Request.Headers;
            server.Requests.Enqueue((context.Request.Path, headers.IfNoneMatch, headers.IfModifiedSince));
            return server.Answer(context);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>Publishes prefixes, with an entity tag that is honoured.</summary>
    public static RequestDelegate Publish(string prefix, string? etag = null) => context =>
    {
        context.Response.Headers.ETag = etag;
        if (etag is not null && context.Request.Headers.IfNoneMatch == etag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return context.Response.WriteAsync($$"""{"creationTime":"2026-11-20T00:00:00","prefixes":[{"ipv4Prefix":"{{prefix}}"}]}""");
    };

    public static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public static RequestDelegate Text(string text) => context => context.Response.WriteAsync(text);

    public static RequestDelegate Redirect(string target) => context =>
    {
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = target;
        return Task.CompletedTask;
    };

    /// <summary>Says that it is done, at once; requests that hang by design are not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static void Configure(ListenOptions listen, bool https)
    {
        if (!https)
            return;

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var today = TimeProvider.System.GetUtcNow();
        listen.UseHttps(request.CreateSelfSigned(today.AddDays(-1), today.AddDays(1)));
    }
}
