using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// Broadcasts that nodes answer once the transaction is in a block (EIP-7966), where they can: one request instead of many, and no time
/// is lost until the next look. It is a short cut and nothing more: what a node says here proves nothing (some answer out of blocks that
/// are only proposed), and whatever else it says is left to the plain broadcast of the same bytes.
/// </summary>
internal sealed class BroadcastWithReceipt(SettlementParts parts)
{
    /// <summary>The code of a node whose own time is up: it has the transaction.</summary>
    private const int TimeIsUp = 4;

    /// <summary>How long the plain broadcast is preferred after the short cut has led nowhere.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private long _restsSince;

    /// <summary>What a broadcast came to.</summary>
    public enum Outcome
    {
        /// <summary>Nobody knows; broadcast it plainly.</summary>
        Unknown,

        /// <summary>A node has it.</summary>
        Accepted,

        /// <summary>A node says that it is in a block.</summary>
        Mined,
    }

    private bool Rests => Volatile.Read(ref _restsSince) is > 0 and var since && parts.Time.GetElapsedTime(since) < Rest;

    /// <summary>Broadcasts and waits; never throws.</summary>
    public async Task<Outcome> SendAsync(SignedBroadcast broadcast)
    {
        if (Rests)
            return Outcome.Unknown;

        // A node's own limit is up to it, and how to ask for another one is not agreed on.
        using var patience = new CancellationTokenSource(SettlementPace.LongestWaitAtNode, parts.Time);
        try
        {
            var receipt = await parts.Rpc.SendRawTransactionSyncAsync(broadcast.Raw, patience.Token);
            return receipt.TransactionHash == broadcast.Hash ? Outcome.Mined : Outcome.Unknown;
        }
        catch (EthereumRpcException error) when (error.Code == TimeIsUp)
        {
            return Outcome.Accepted;
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException or OperationCanceledException)
        {
            Volatile.Write(ref _restsSince, Math.Max(1, parts.Time.GetTimestamp()));
            return Outcome.Unknown;
        }
    }
}
