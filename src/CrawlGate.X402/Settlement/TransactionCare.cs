using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>One look at a transaction that is under way: whether it is mined and final, lost, undone or stuck, and what follows.</summary>
internal sealed class TransactionCare(SettlementParts parts, TransactionBroadcast broadcast, ReceiptJudge judge)
{
    private static readonly TimeSpan ClosingPause = TimeSpan.FromMilliseconds(20);

    private readonly SharedPause _closing = new(ClosingPause, parts.Time);

    /// <summary>Looks at a transaction.</summary>
    /// <param name="watch">The transaction; nobody else works on it meanwhile.</param>
    /// <param name="now">The watcher's time.</param>
    /// <param name="used">How many nonces of its account are used up at the latest block; null when that is not known.</param>
    /// <param name="latest">The latest block; null when no transaction waits for a depth, or when it is not known.</param>
    public async Task LookAsync(TransactionWatch watch, TimeSpan now, ulong? used, ulong? latest)
    {
        if (used > watch.Current.Nonce)
        {
            await FinishAsync(watch, now, latest);
            return;
        }

        if (used is not null && watch.Seen is not null)
        {
            // A block that held it is gone: nodes may have forgotten it.
            (watch.Seen, watch.SendAt, watch.SentAt) = (null, now, now);
        }

        watch.MissingSince = null;
        if (used == watch.Current.Nonce)
            watch.HeadSince ??= now;
        else if (used is not null)
            watch.HeadSince = null;
        if (now >= watch.SendAt)
            await broadcast.SendAsync(watch, now);
        else if (watch.HeadSince is { } head && now - head >= parts.Options.ReplaceAfter && now - watch.SentAt >= parts.Options.ReplaceAfter)
            await broadcast.RaiseAsync(watch, now);
    }

    /// <summary>
    /// Looks at a transaction that a node says is in a block, where being in one is enough. Where several nodes are asked, all of them have to
    /// say so; that there is no receipt, or that they do not agree on one, means nothing yet.
    /// </summary>
    /// <param name="watch">The transaction; nobody else works on it meanwhile.</param>
    /// <param name="now">The watcher's time.</param>
    /// <param name="said">The receipt by that node.</param>
    public async Task ConfirmAsync(TransactionWatch watch, TimeSpan now, TransactionReceipt said)
    {
        if ((parts.Rpc.IsOneNode ? said : await FindReceiptAsync(watch)) is { } receipt)
            await CloseAsync(watch, now, receipt);
    }

    private async Task FinishAsync(TransactionWatch watch, TimeSpan now, ulong? latest)
    {
        var depth = (ulong)parts.Options.Confirmations - 1;
        if (depth > 0 && watch.Seen is { } seen && (latest is null || latest < seen.BlockNumber + depth))
            return;

        if (await FindReceiptAsync(watch) is not { } receipt)
        {
            watch.Seen = null;
            await AbandonAsync(watch, now, depth);
            return;
        }

        // With no depth to wait for, the first sight is the sight at that depth.
        watch.MissingSince = null;
        var isFinal = depth == 0 || (watch.Seen is { } before && before.BlockHash == receipt.BlockHash);
        watch.Seen = receipt;
        if (isFinal)
            await CloseAsync(watch, now, receipt);
    }

    /// <summary>Any form may be the one in a block; the dearest is the likeliest.</summary>
    private async Task<TransactionReceipt?> FindReceiptAsync(TransactionWatch watch)
    {
        for (var i = watch.Current.Broadcasts.Count - 1; i >= 0; i--)
        {
            if (await parts.Rpc.GetTransactionReceiptAsync(watch.Current.Broadcasts[i].Hash) is { } receipt)
                return receipt;
        }

        return null;
    }

    /// <summary>
    /// The nonce is used up and no form of ours was mined: another process sent one that we do not know, a node lags behind, or
    /// somebody used the account elsewhere. Only the last ends it, once it is as sure as any success.
    /// </summary>
    private async Task AbandonAsync(TransactionWatch watch, TimeSpan now, ulong depth)
    {
        watch.MissingSince ??= now;
        var missing = now - watch.MissingSince;

        // A node that counts a transaction often has its receipt only a moment later.
        if (missing < parts.Options.LostAfter / 16 || await broadcast.ReloadAsync(watch, now) || missing < parts.Options.LostAfter)
            return;

        foreach (var form in watch.Current.Broadcasts)
        {
            if (await parts.Rpc.HasTransactionAsync(form.Hash))
                return;
        }

        var block = await parts.Rpc.GetBlockNumberAsync();
        if (block >= depth && await parts.Rpc.GetTransactionCountAtAsync(watch.Current.Signer, block - depth) > watch.Current.Nonce)
        {
            watch.Account?.DistrustNonce();
            await CloseAsync(watch, now, null, watch.Current.Payments);
        }
    }

    private async Task CloseAsync(TransactionWatch watch, TimeSpan now, TransactionReceipt receipt)
    {
        watch.FinalAt ??= now;
        if (await judge.JudgeAsync(watch.Current, receipt) is { } payments)
            await CloseAsync(watch, now, receipt.TransactionHash, payments);
    }

    private async Task CloseAsync(TransactionWatch watch, TimeSpan now, Bytes32? mined, IReadOnlyList<JournaledPayment> payments)
    {
        var held = watch.Current;
        var to = held with { Version = held.Version + 1, IsOpen = false, Mined = mined, Payments = payments };

        // The chain proves it, and an open entry is enough to find the proof again: nobody has to wait for the disk. What may be tried
        // again is closed first, or the next try would join this one.
        if (payments.All(payment => payment.Result is { HasMoved: true, Reason: null }))
        {
            watch.Finish(to);
            await _closing.NextAsync();
        }

        if (await parts.Journal.ReplaceAsync(held, to))
            watch.Finish(to);
        else
            await broadcast.ReloadAsync(watch, now);
    }
}
