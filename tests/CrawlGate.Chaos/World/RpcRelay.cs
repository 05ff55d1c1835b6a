using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrawlGate.Chaos;

/// <summary>Stands between gateway and node, so that the gateway can die at exact moments and answers can get lost.</summary>
internal sealed class RpcRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _node;
    private readonly Trap _trap;
    private readonly Dice _dice;
    private int _lossPercent;

    private RpcRelay(WebApplication app, Uri node, Trap trap, Dice dice)
    {
        (_app, _trap, _dice) = (app, trap, dice);
        _node = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = node, Timeout = TimeSpan.FromSeconds(60) };
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>How many answers to broadcast transactions get lost on their way, in a hundred.</summary>
    public int LossPercent
    {
        get => Volatile.Read(ref _lossPercent);
        set => Volatile.Write(ref _lossPercent, value);
    }

    public static async Task<RpcRelay> StartAsync(Uri node, Trap trap, Dice dice)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var relay = new RpcRelay(builder.Build(), node, trap, dice);
        relay._app.Run(relay.RelayAsync);
        await relay._app.StartAsync();
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _node.Dispose();
    }

    private async Task RelayAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, CancellationToken.None);
        var body = buffer.ToArray();
        var (isSend, isReceipt) = (body.AsSpan().IndexOf("eth_sendRawTransaction"u8) >= 0, body.AsSpan().IndexOf("eth_getTransactionReceipt"u8) >= 0);
        if (isSend && _trap.Pass(KillPoints.RpcSendBefore))
        {
            context.Abort();
            return;
        }

        byte[] answer;
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await _node.PostAsync("", content, CancellationToken.None);
            answer = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            context.Abort();
            return;
        }

        _trap.Pass(isSend ? KillPoints.RpcSendAfter : isReceipt ? KillPoints.RpcReceipt : KillPoints.RpcCall);
        if (isSend && _dice.Percent(LossPercent))
        {
            context.Abort();
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, CancellationToken.None);
    }
}
