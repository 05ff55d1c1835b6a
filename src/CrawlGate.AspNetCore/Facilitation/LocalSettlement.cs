using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>The facilitator in this process, built from options: RPC pool, signer and one sender per chain.</summary>
internal sealed class LocalSettlement : IFacilitatorProbe, IDisposable
{
    private readonly EthereumRpcClient _rpc;
    private readonly PrivateKeySigner _signer;
    private readonly TokenAsset _asset;

    public LocalSettlement(IOptions<CrawlGateOptions> options, CurrentGate current, TimeProvider time)
    {
        var settings = options.Value;
        if (!SignerSource.TryLoad(settings.Facilitator.Local!, out var signer, out var key, out var error))
            throw new OptionsValidationException(PolicyCompiler.Section, typeof(CrawlGateOptions), [$"{key}: {error}"]);

        _signer = signer;
        _asset = current.Snapshot.Asset;
        _rpc = new EthereumRpcClient([.. settings.Rpc.Select(url => new Uri(url))], timeProvider: time);
        var sender = new TransactionSender(_rpc, _signer, _asset.Network.EvmChainId!.Value, timeProvider: time);
        Facilitator = new LocalFacilitator(new ExactEvmFacilitator(_asset.Network, new ExactEvmChain(_rpc, timeProvider: time), sender, timeProvider: time));
    }

    public LocalFacilitator Facilitator { get; }

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken = default) => await DomainCheck.RunAsync(_rpc, _asset, cancellationToken) switch
    {
        DomainCheck.Ok => new ProbeResult.Ready($"settling {_asset.Name} on {_asset.Network} from {_signer.Address}"),
        DomainCheck.Mismatch(var text) => new ProbeResult.Wrong(text),
        DomainCheck.Unavailable(var detail) => new ProbeResult.NotYet(detail),
        var other => throw new InvalidOperationException($"No such outcome: {other.GetType()}"),
    };

    public void Dispose()
    {
        _rpc.Dispose();
        _signer.Dispose();
    }
}
