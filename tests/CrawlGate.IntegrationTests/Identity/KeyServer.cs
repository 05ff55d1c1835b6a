using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.IntegrationTests;

/// <summary>A signer's origin on loopback, which serves the signed directory of its one key.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private SignedKeyDirectory? _directory;

    private KeyServer(WebApplication app, Ed25519SigningKey key) => (_app, Key) = (app, key);

    public Ed25519SigningKey Key { get; }

    public SignatureAgent Agent => new(new Uri(_app.Urls.Single()));

    /// <summary>Whether it answers with an outage instead.</summary>
    public bool IsDown { get; set; }

    public static async Task<KeyServer> StartAsync(Ed25519SigningKey? key = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new KeyServer(builder.Build(), key ?? Ed25519SigningKey.Generate());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        server._directory = SignedKeyDirectory.Create([server.Key], server.Agent.Url.Authority, TimeSpan.FromHours(1));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (IsDown || context.Request.Path != SignedKeyDirectory.WellKnownPath)
        {
            context.Response.StatusCode = IsDown ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status404NotFound;
            return;
        }

        foreach (var (name, value) in _directory!.Headers)
            context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(_directory.Body);
    }
}
