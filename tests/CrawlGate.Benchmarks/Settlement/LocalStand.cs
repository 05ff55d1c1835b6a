using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>The gateway's own facilitator with one signer, as the gateway puts it together.</summary>
internal sealed class LocalStand : IAsyncDisposable
{
    private readonly EthereumRpcClient _rpc;
    private readonly PrivateKeySigner _signer;
    private readonly SqliteStore? _store;
    private readonly SettlementEngine _engine;

    /// <param name="chain">Where it settles.</param>
    /// <param name="signer">Who pays the gas.</param>
    /// <param name="file">The journal's SQLite file; in memory when left out.</param>
    public LocalStand(Anvil chain, DevAccount signer, string? file = null)
    {
        _rpc = new EthereumRpcClient([chain.RpcUrl]);
        _signer = PrivateKeySigner.FromHex(signer.PrivateKey);
        _store = file is null ? null : new SqliteStore(file, TimeProvider.System, new LedgerSettings());
        var reader = new ExactEvmChain(_rpc);
        _engine = new SettlementEngine(_rpc, [_signer], chain.ChainId, reader, _store is null ? new MemorySettlementJournal() : new SqliteSettlementJournal(_store));
        Facilitator = new LocalFacilitator(new ExactEvmFacilitator(CaipNetwork.ForEvm(chain.ChainId), reader, _engine));
    }

    public LocalFacilitator Facilitator { get; }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
        _signer.Dispose();
        _rpc.Dispose();
    }
}
