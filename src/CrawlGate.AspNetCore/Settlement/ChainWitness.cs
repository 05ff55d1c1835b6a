using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Asks a node.</summary>
internal sealed class ChainWitness(IEthereumRpc? rpc) : IAuthorizationWitness
{
    // A block may still be undone; no chain of interest undoes half a minute.
    private const ulong SecondsAfterEnd = 30;

    private readonly ExactEvmChain? _chain = rpc is null ? null : new ExactEvmChain(rpc);

    public async Task<Testimony?> AskAsync(LedgerEntry entry, CancellationToken cancellationToken = default)
    {
        if (_chain is null)
            return null;
        if (!FacilitatorRequest.TryRead(entry.Request.Span, out var request, out _) || !ExactEvmScheme.TryReadAuthorization(request!.Payment, out var authorization))
            return null;

        try
        {
            // In this order: what is unused at a block after the end can never be used.
            var now = await rpc!.GetLatestBlockTimestampAsync(cancellationToken);
            var fate = await _chain.FindFateAsync(authorization, entry.Key.Asset, cancellationToken);
            return new Testimony(fate, authorization.ValidBefore < now - Math.Min(now, SecondsAfterEnd));
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new Testimony(new AuthorizationFate.Unavailable(failure.Message), IsExpired: false);
        }
    }
}
