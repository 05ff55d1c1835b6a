using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrawlGate.Chaos;

/// <summary>The site behind the gate. It is slow or broken now and then, as sites are.</summary>
internal sealed class Origin : IAsyncDisposable
{
    private const int SlowPercent = 10;
    private const int BrokenPercent = 4;

    private readonly WebApplication _app;
    private readonly Trap _trap;
    private readonly Dice _dice;

    private Origin(WebApplication app, Trap trap, Dice dice) => (_app, _trap, _dice) = (app, trap, dice);

    public Uri Url => new(_app.Urls.Single());

    public static async Task<Origin> StartAsync(Trap trap, Dice dice)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var origin = new Origin(builder.Build(), trap, dice);
        origin._app.Run(origin.AnswerAsync);
        await origin._app.StartAsync();
        return origin;
    }

    /// <summary>The page at a path, in two halves: what a crawler must have got to have got it.</summary>
    public static (string First, string Second) Page(string path) => ($"BEGIN {path} {new string('-', 4000)}", $"{new string('=', 4000)} {path} END");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        _trap.Pass(KillPoints.OriginRequest);
        var path = context.Request.Path.Value!;
        var isFree = path.StartsWith("/free", StringComparison.Ordinal);
        if (!isFree && _dice.Percent(BrokenPercent))
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("the site broke");
            return;
        }

        if (!isFree && _dice.Percent(SlowPercent))
            await Task.Delay(_dice.Moment(300));
        var (first, second) = Page(path);
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = first.Length + second.Length;
        await context.Response.StartAsync();
        _trap.Pass(KillPoints.OriginHeaders);
        await context.Response.WriteAsync(first);
        await context.Response.Body.FlushAsync();
        await context.Response.WriteAsync(second);
    }
}
