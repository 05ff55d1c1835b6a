using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.Client;

/// <summary>A server that asks for payment and answers whatever payment it is given with a delegate; keeps what it was given.</summary>
internal sealed class Seller : IAsyncDisposable
{
    private readonly LocalServer _server;

    private Seller(LocalServer server) => _server = server;

    public Uri Url => new(_server.Url, "/page");

    /// <summary>The payment headers in the order of arrival.</summary>
    public ConcurrentQueue<string> Payments { get; private init; } = [];

    public static Task<Seller> StartAsync(string quote) => StartAsync(quote, (context, _) => context.Serve());

    /// <summary>The delegate also gets how many payments came before.</summary>
    public static async Task<Seller> StartAsync(string quote, Func<HttpContext, int, Task> paid)
    {
        var payments = new ConcurrentQueue<string>();
        var count = -1;
        var server = await LocalServer.StartAsync(context =>
        {
            if (context.Request.Headers["PAYMENT-SIGNATURE"].FirstOrDefault() is not { } payment)
                return context.Ask(quote);

            payments.Enqueue(payment);
            return paid(context, Interlocked.Increment(ref count));
        });
        return new Seller(server) { Payments = payments };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
