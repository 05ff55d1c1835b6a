using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// Broadcasts that nodes answer once the transaction is in a block (EIP-7966), where they can: one request instead of many, and no time
/// is lost until the next look. It is a short cut and nothing more: the receipt is one node's word, and whatever else a node says is left
/// to the plain broadcast of the same bytes.
/// </summary>
internal sealed class BroadcastWithReceipt(SettlementParts parts)
{
    /// <summary>The code of a node whose own time is up: it has the transaction.</summary>
    private const int TimeIsUp = 4;

    /// <summary>How long the plain broadcast is preferred after the short cut has led nowhere.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private long _restsSince;

    private bool Rests => Volatile.Read(ref _restsSince) is > 0 and var since && parts.Time.GetElapsedTime(since) < Rest;

    /// <summary>Broadcasts and waits; never throws.</summary>
    /// <returns>Whether a node is known to have it, or else it is to be broadcast plainly; and its receipt, when that node says that it is in a block.</returns>
    public async Task<(bool IsAccepted, TransactionReceipt? Receipt)> SendAsync(SignedBroadcast broadcast)
    {
        if (Rests)
            return (false, null);

        // A node's own limit is up to it, and how to ask for another one is not agreed on.
        using var patience = new CancellationTokenSource(SettlementPace.LongestWaitAtNode, parts.Time);
        try
        {
            var receipt = await parts.Rpc.SendRawTransactionSyncAsync(broadcast.Raw, patience.Token);
            return receipt.TransactionHash == broadcast.Hash ? (true, receipt) : (false, null);
        }
        catch (EthereumRpcException error) when (error.Code == TimeIsUp)
        {
            return (true, null);
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException or OperationCanceledException)
        {
            Volatile.Write(ref _restsSince, Math.Max(1, parts.Time.GetTimestamp()));
            return (false, null);
        }
    }
}
