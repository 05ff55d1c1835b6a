using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.X402;

/// <summary>A real HTTP server that answers as a facilitator in trouble, or of ill will, would.</summary>
internal sealed class HostileFacilitator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostileFacilitator(WebApplication app) => _app = app;

    /// <summary>The requests in order.</summary>
    public ConcurrentQueue<(string Method, string Path, string? Authorization, byte[] Body)> Requests { get; } = new();

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Answers the n-th request, counted from 1.</summary>
    public static async Task<HostileFacilitator> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var facilitator = new HostileFacilitator(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            facilitator.Requests.Enqueue((context.Request.Method, context.Request.Path, context.Request.Headers.Authorization, body.ToArray()));
            await answer(context, facilitator.Requests.Count);
        });
        await app.StartAsync();
        return facilitator;
    }

    public static Task<HostileFacilitator> StartAsync(int status, string body, params (string Name, string Value)[] headers) =>
        StartAsync((context, _) => AnswerAsync(context, status, body, headers));

    public static Task AnswerAsync(HttpContext context, int status, string body, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return context.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
