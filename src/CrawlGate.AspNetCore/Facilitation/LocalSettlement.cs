using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>The facilitator in this process, built from options: RPC pool, signers and one settlement engine.</summary>
internal sealed class LocalSettlement : IFacilitatorProbe, IAsyncDisposable, IDisposable
{
    private const long WeiPerGwei = 1_000_000_000;

    private readonly EthereumRpcClient _rpc;
    private readonly IReadOnlyList<PrivateKeySigner> _signers;
    private readonly TokenAsset _asset;

    public LocalSettlement(IOptions<CrawlGateOptions> options, CurrentGate current, ISettlementJournal journal, TimeProvider time)
    {
        var settings = options.Value;
        var local = settings.Facilitator.Local!;
        if (!SignerSource.TryLoad(local, out _signers, out var key, out var error))
            throw new OptionsValidationException(PolicyCompiler.Section, typeof(CrawlGateOptions), [$"{key}: {error}"]);

        _asset = current.Snapshot.Asset;
        _rpc = new EthereumRpcClient([.. settings.Rpc.Select(url => new Uri(url))], timeProvider: time);
        var chain = new ExactEvmChain(_rpc, timeProvider: time);
        Engine = new SettlementEngine(_rpc, _signers, _asset.Network.EvmChainId!.Value, chain, journal, Limits(local), time);
        Facilitator = new LocalFacilitator(new ExactEvmFacilitator(_asset.Network, chain, Engine, timeProvider: time));
    }

    public SettlementEngine Engine { get; }

    public LocalFacilitator Facilitator { get; }

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken = default) => await DomainCheck.RunAsync(_rpc, _asset, cancellationToken) switch
    {
        DomainCheck.Ok => new ProbeResult.Ready($"settling {_asset.Name} on {_asset.Network} from {string.Join(", ", Engine.Signers)}"),
        DomainCheck.Mismatch(var text) => new ProbeResult.Wrong(text),
        DomainCheck.Unavailable(var detail) => new ProbeResult.NotYet(detail),
        var other => throw new InvalidOperationException($"No such outcome: {other.GetType()}"),
    };

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _rpc.Dispose();
        foreach (var signer in _signers)
            signer.Dispose();
    }

    /// <summary>For containers that are disposed of without waiting.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static SettlementOptions Limits(LocalFacilitatorOptions local) => new()
    {
        Confirmations = local.Confirmations,
        MaxFeePerGas = UInt256.FromBigInteger((System.Numerics.BigInteger)(local.MaxFeeGwei * WeiPerGwei)),
    };
}
