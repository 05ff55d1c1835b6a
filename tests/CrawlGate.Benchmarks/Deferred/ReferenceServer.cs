using CrawlGate.DevChain;

namespace CrawlGate.Benchmarks;

/// <summary>The reference Express server with the reference facilitator behind it, as they come.</summary>
internal sealed class ReferenceServer : IAsyncDisposable
{
    private readonly ReferenceFacilitator _facilitator;
    private readonly NodeProcess _server;

    private ReferenceServer(ReferenceFacilitator facilitator, NodeProcess server) => (_facilitator, _server) = (facilitator, server);

    /// <summary>The page that costs as much as ours.</summary>
    public Uri Page => new(_server.Url, "paid");

    public static async Task<ReferenceServer> StartAsync(Anvil chain, DevAccount signer, DevAccount payee)
    {
        var facilitator = await ReferenceFacilitator.StartAsync(chain, signer);
        return new ReferenceServer(facilitator, await NodeProcess.StartAsync("x402/express-server.mjs", new Dictionary<string, string>
        {
            ["FACILITATOR_URL"] = facilitator.Url.AbsoluteUri,
            ["PAY_TO"] = payee.Address.ToString(),
            ["NODE_ENV"] = "production",
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _facilitator.DisposeAsync();
    }
}
