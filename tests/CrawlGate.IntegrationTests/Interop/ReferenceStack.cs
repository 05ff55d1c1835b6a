using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>The reference facilitator and a reference resource server that uses it, on the shared chain.</summary>
public sealed class ReferenceStack(ChainFixture chain) : IAsyncLifetime
{
    private static readonly DevAccount Sender = DevAccount.All[8];

    private NodeProcess? _facilitator;
    private NodeProcess? _server;

    public Address Payee { get; } = DevAccount.All[7].Address;

    public NodeProcess Facilitator => _facilitator!;

    public NodeProcess Server => _server!;

    public async Task InitializeAsync()
    {
        var multicall = chain.Chain.InstallMulticall3Async();
        _facilitator = await NodeProcess.StartAsync("x402/facilitator.mjs", new Dictionary<string, string>
        {
            ["RPC_URL"] = chain.Chain.RpcUrl.ToString(),
            ["PRIVATE_KEY"] = Sender.PrivateKey,
        });
        _server = await NodeProcess.StartAsync("x402/express-server.mjs", new Dictionary<string, string>
        {
            ["FACILITATOR_URL"] = _facilitator.Url.ToString(),
            ["PAY_TO"] = Hex.Encode(Payee.ToArray()),
        });
        await multicall;
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_facilitator is not null)
            await _facilitator.DisposeAsync();
    }
}
