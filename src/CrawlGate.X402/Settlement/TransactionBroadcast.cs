using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// Brings journalled transactions to the nodes and keeps them there: again when an answer was lost, dearer when no block takes
/// them, and as an empty transfer to oneself when nodes refuse the call for good, so that later nonces are not held up.
/// </summary>
internal sealed class TransactionBroadcast(SettlementParts parts, FeeQuotes fees, SettlementPace pace)
{
    private const int RefusalsUntilFilled = 2;
    private const ulong EmptyTransferGas = 21_000;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SlowestRetry = TimeSpan.FromSeconds(5);

    private readonly BroadcastWithReceipt _withReceipt = new(parts);

    /// <summary>Sends a new transaction; its receipt, when a node says that it is in a block already, and that is enough.</summary>
    public async Task<TransactionReceipt?> SendFirstAsync(TransactionWatch watch, TimeSpan now)
    {
        watch.SentAt = now;
        var (isAccepted, receipt) = pace.IsWorthWaitingAtNode ? await _withReceipt.SendAsync(watch.Current.Broadcasts[^1]) : (false, null);
        if (isAccepted)
            Accepted(watch, now);
        else
            await SendAsync(watch, now);
        return receipt;
    }

    /// <summary>Sends the last form. Whatever the node says, the transaction stays under way.</summary>
    public async Task SendAsync(TransactionWatch watch, TimeSpan now)
    {
        if (watch.SentAt == TimeSpan.Zero)
            watch.SentAt = now;
        try
        {
            await parts.Rpc.SendRawTransactionAsync(watch.Current.Broadcasts[^1].Raw);
            Accepted(watch, now);
        }
        catch (EthereumRpcException error)
        {
            var meaning = BroadcastErrors.Classify(error);
            if (meaning == BroadcastError.AlreadyKnown)
            {
                Accepted(watch, now);
                return;
            }

            // Perhaps this very transaction has the nonce; whether it does, the watcher finds out.
            if (meaning == BroadcastError.NonceTaken)
                watch.Account?.DistrustNonce();
            Retry(watch, now);
            if (meaning == BroadcastError.Permanent && !error.PossiblyDelivered && ++watch.Refusals >= RefusalsUntilFilled)
                await FillAsync(watch, now);
        }
        catch (EthereumRpcUnavailableException)
        {
            Retry(watch, now);
        }
    }

    /// <summary>Replaces a transaction that no block takes, or sends it once more where the ceiling allows no higher fee.</summary>
    public async Task RaiseAsync(TransactionWatch watch, TimeSpan now)
    {
        var last = watch.Current.Broadcasts[^1];
        if (watch.Account is not null
            && FeeOffer.Replacing(last, await fees.ReadAsync(), parts.Options.MaxFeePerGas) is { } offer
            && Eip1559Transaction.TryRead(last.Raw.Span, out var unsigned))
        {
            await ReplaceAsync(watch, unsigned with { MaxFeePerGas = offer.MaxFeePerGas, MaxPriorityFeePerGas = offer.MaxPriorityFeePerGas }, now);
            return;
        }

        watch.SentAt = now;
        await SendAsync(watch, now);
    }

    /// <summary>Reads a transaction again that another process has changed; one that is no longer open is finished.</summary>
    public async Task<bool> ReloadAsync(TransactionWatch watch, TimeSpan now)
    {
        var known = watch.Current;
        var open = await parts.Journal.ReadOpenAsync(known.ChainId, known.Signer);
        if (open.FirstOrDefault(transaction => transaction.Nonce == known.Nonce) is { } current)
        {
            if (current.Version == known.Version)
                return false;

            watch.Current = current;
            (watch.SentAt, watch.Refusals, watch.SendAt) = (now, 0, TimeSpan.MaxValue);
            return true;
        }

        var last = known.Payments.Count > 0 ? await parts.Journal.FindAsync(known.Payments[0].Key) : null;
        watch.Finish(last is { IsOpen: false } && last.Nonce == known.Nonce && last.Signer == known.Signer ? last : known with { IsOpen = false });
        return true;
    }

    private async Task FillAsync(TransactionWatch watch, TimeSpan now)
    {
        var last = watch.Current.Broadcasts[^1];
        if (watch.Account is not { } account || !Eip1559Transaction.TryRead(last.Raw.Span, out var refused) || refused.Data.IsEmpty)
            return;

        // Nobody took the refused one, so the same fee would do; a higher one also replaces it where somebody did.
        var offer = FeeOffer.Replacing(last, await fees.ReadAsync(), parts.Options.MaxFeePerGas) ?? new FeeOffer(last.MaxFeePerGas, last.MaxPriorityFeePerGas);
        await ReplaceAsync(
            watch,
            refused with
            {
                MaxFeePerGas = offer.MaxFeePerGas,
                MaxPriorityFeePerGas = offer.MaxPriorityFeePerGas,
                To = account.Address,
                Data = default,
                GasLimit = await EstimateEmptyAsync(account.Address),
            },
            now);
    }

    private async Task ReplaceAsync(TransactionWatch watch, Eip1559Transaction unsigned, TimeSpan now)
    {
        var held = watch.Current;
        var to = held with { Version = held.Version + 1, Broadcasts = [.. held.Broadcasts, await watch.Account!.SignAsync(unsigned)] };
        if (!await parts.Journal.ReplaceAsync(held, to))
        {
            await ReloadAsync(watch, now);
            return;
        }

        watch.Current = to;
        (watch.SentAt, watch.Refusals) = (now, 0);
        await SendAsync(watch, now);
    }

    /// <summary>Where the data of a transaction costs gas of its own, even an empty one needs more than elsewhere.</summary>
    private async Task<ulong> EstimateEmptyAsync(Address account)
    {
        try
        {
            return Math.Max(EmptyTransferGas, await parts.Rpc.EstimateGasAsync(account, account, default));
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return EmptyTransferGas;
        }
    }

    private static void Accepted(TransactionWatch watch, TimeSpan now) => (watch.SentAt, watch.SendAt, watch.SendInterval, watch.Refusals) =
        (watch.SentAt == TimeSpan.Zero ? now : watch.SentAt, TimeSpan.MaxValue, FirstRetry, 0);

    private static void Retry(TransactionWatch watch, TimeSpan now)
    {
        watch.SendAt = now + watch.SendInterval;
        watch.SendInterval = watch.SendInterval * 2 < SlowestRetry ? watch.SendInterval * 2 : SlowestRetry;
    }
}
