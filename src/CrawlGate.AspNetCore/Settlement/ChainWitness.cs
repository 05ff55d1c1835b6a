using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Asks a node.</summary>
internal sealed class ChainWitness(IEthereumRpc? rpc) : IAuthorizationWitness
{
    // A block may still be undone; no chain of interest undoes half a minute.
    private const ulong SecondsAfterEnd = 30;

    private readonly ExactEvmChain? _chain = rpc is null ? null : new ExactEvmChain(rpc);

    public async Task<Testimony?> AskAsync(LedgerEntry entry)
    {
        if (_chain is null)
            return null;

        try
        {
            return await AskAsync(_chain, entry);
        }
        catch (Exception failure)
        {
            // What is not a node's failure is one of ours, and no reason to leave a payment behind.
            var reason = failure is EthereumRpcException or EthereumRpcUnavailableException ? failure.Message : $"Asking the chain threw {failure.GetType().Name}.";
            return new Testimony(new AuthorizationFate.Unavailable(reason), IsExpired: false);
        }
    }

    private async Task<Testimony?> AskAsync(ExactEvmChain chain, LedgerEntry entry)
    {
        if (!FacilitatorRequest.TryRead(entry.Request.Span, out var request, out _) || !ExactEvmScheme.TryReadAuthorization(request!.Payment, out var authorization))
            return null;

        // In this order: what is unused at a block after the end can never be used.
        var now = await rpc!.GetLatestBlockTimestampAsync();
        var fate = await chain.FindFateAsync(authorization, entry.Key.Asset);
        return new Testimony(fate, authorization.ValidBefore < now - Math.Min(now, SecondsAfterEnd));
    }
}
