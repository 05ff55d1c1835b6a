using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// Settles many key-signed payments of one chain with few transactions, through <see cref="Multicall3"/>. A payment that would fail
/// is taken out before, and one that failed all the same is settled or explained on its own.
/// </summary>
internal sealed class MulticallBatches(SettlementParts parts, MulticallContract multicall, TransactionDispatch dispatch, GasEstimates gas, PaymentSettlement single)
{
    private const int MaxParallelBatches = 4;
    private const int MaxParallelPayments = 8;
    private const ulong BatchOverhead = 100_000;
    private const ulong AssumedGas = 120_000;

    private readonly SemaphoreSlim _batches = new(MaxParallelBatches, MaxParallelBatches);
    private readonly SemaphoreSlim _payments = new(MaxParallelPayments, MaxParallelPayments);

    /// <summary>Decides every attempt; never throws.</summary>
    /// <param name="attempts">Payments with proven key signatures and nothing against them.</param>
    /// <param name="isVerified">Whether the chain accepted a payment a moment ago.</param>
    public async Task RunAsync(IReadOnlyList<SettlementAttempt> attempts, Func<SettlementAttempt, bool> isVerified)
    {
        try
        {
            var fresh = new List<SettlementAttempt>(attempts.Count);
            var alone = new List<Task>();
            var canBatch = attempts.Count > 1 && await multicall.ExistsAsync();
            var checks = await Task.WhenAll(attempts.Select(attempt => canBatch ? CanBeBatchedAsync(attempt) : Task.FromResult(false)));
            for (var i = 0; i < checks.Length; i++)
            {
                if (checks[i])
                    fresh.Add(attempts[i]);
                else
                    alone.Add(SettleAloneAsync(attempts[i], isVerified(attempts[i])));
            }

            foreach (var token in fresh.GroupBy(attempt => attempt.Asset))
            {
                var size = await ReadSizeAsync(token.First());
                alone.AddRange(token.Chunk(size).Select(chunk => RunLimitedAsync(chunk, isVerified)));
            }

            await Task.WhenAll(alone);
        }
        catch (Exception failure)
        {
            Decide(attempts, Failure(failure));
        }
    }

    private async Task RunLimitedAsync(SettlementAttempt[] chunk, Func<SettlementAttempt, bool> isVerified)
    {
        await _batches.WaitAsync();
        Task rest;
        try
        {
            rest = await SettleTogetherAsync([.. chunk], isVerified);
        }
        catch (Exception failure)
        {
            Decide(chunk, Failure(failure));
            return;
        }
        finally
        {
            _batches.Release();
        }

        await rest;
    }

    /// <summary>Sends one batch and waits for it; the task that it returns settles what has to go on alone.</summary>
    private async Task<Task> SettleTogetherAsync(List<SettlementAttempt> batch, Func<SettlementAttempt, bool> isVerified)
    {
        var alone = new List<Task>();
        var limit = BatchOverhead + ((ulong)batch.Count * await ItemGasAsync(batch[0]));
        if (!batch.TrueForAll(attempt => isVerified(attempt)))
            TakeOut(batch, alone, await SimulateAsync(batch, limit));

        while (batch.Count > 1)
        {
            var submission = await dispatch.SendAsync(Multicall3.Contract, Encode(batch), limit, [.. batch.Select(attempt => attempt.Payment)]);
            switch (submission)
            {
                case Submission.Taken taken:
                    var known = batch.FindIndex(attempt => attempt.Key == taken.Payment);
                    alone.Add(SettleAloneAsync(batch[known], false));
                    batch.RemoveAt(known);
                    continue;
                case Submission.Sent sent:
                    foreach (var attempt in batch)
                        attempt.Watch = sent.Watch;
                    alone.AddRange(Read(batch, await sent.Watch.Closed));
                    return Task.WhenAll(alone);
                case Submission.NotSent unsent:
                    Decide(batch, new SettlementVerdict.Unavailable(unsent.Detail));
                    return Task.WhenAll(alone);
                case Submission.Uncertain uncertain:
                    Decide(batch, new SettlementVerdict.Unknown(uncertain.Detail, null));
                    return Task.WhenAll(alone);
            }
        }

        alone.AddRange(batch.Select(attempt => SettleAloneAsync(attempt, false)));
        return Task.WhenAll(alone);
    }

    private IEnumerable<Task> Read(List<SettlementAttempt> batch, JournaledTransaction closed)
    {
        foreach (var attempt in batch)
        {
            if (attempt.Read(closed) is { } verdict)
                attempt.Decide(verdict);
            else
                yield return SettleAloneAsync(attempt, false);
        }
    }

    private void TakeOut(List<SettlementAttempt> batch, List<Task> alone, bool[] passed)
    {
        for (var i = batch.Count - 1; i >= 0; i--)
        {
            if (passed[i])
                continue;

            alone.Add(SettleAloneAsync(batch[i], false));
            batch.RemoveAt(i);
        }
    }

    /// <summary>Which payments would go through; none when the chain would not even run the batch.</summary>
    private async Task<bool[]> SimulateAsync(List<SettlementAttempt> batch, ulong limit)
    {
        var passed = new bool[batch.Count];
        try
        {
            var answer = await parts.Rpc.CallAsync(Multicall3.Contract, Encode(batch), dispatch.Sender, limit);
            if (!Multicall3.TryReadSuccesses(answer, passed))
                Array.Clear(passed);
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure)
        {
            Array.Clear(passed);
        }

        return passed;
    }

    private async Task SettleAloneAsync(SettlementAttempt attempt, bool simulated)
    {
        await _payments.WaitAsync();
        try
        {
            attempt.Watch = null;
            attempt.Decide(await single.RunAsync(attempt, simulated));
        }
        finally
        {
            _payments.Release();
        }
    }

    private async Task<bool> CanBeBatchedAsync(SettlementAttempt attempt) =>
        await parts.Chain.HasCodeAsync(attempt.Asset, CancellationToken.None) && await single.FindAsync(attempt) is null;

    private async Task<int> ReadSizeAsync(SettlementAttempt first)
    {
        var fitting = (Math.Max(parts.Options.BatchGasLimit, BatchOverhead) - BatchOverhead) / await ItemGasAsync(first);
        return (int)Math.Clamp(fitting, 1, (ulong)parts.Options.BatchSize);
    }

    private async Task<ulong> ItemGasAsync(SettlementAttempt attempt)
    {
        try
        {
            return await gas.ShareAsync(dispatch.Sender, attempt.Asset, ExactEvmChain.TransferCall(attempt.Inspection.Payload));
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure)
        {
            return AssumedGas; // this payment fails; what the others need, theirs will tell
        }
    }

    private static byte[] Encode(List<SettlementAttempt> batch) =>
        Multicall3.Aggregate([.. batch.Select(attempt => (attempt.Asset, ExactEvmChain.TransferCall(attempt.Inspection.Payload)))]);

    private static SettlementVerdict Failure(Exception failure) => failure is EthereumRpcException or EthereumRpcUnavailableException
        ? new SettlementVerdict.Unavailable(failure.Message)
        : new SettlementVerdict.Unknown($"The journal failed: {failure.GetType().Name}.", null);

    private static void Decide(IReadOnlyList<SettlementAttempt> attempts, SettlementVerdict verdict)
    {
        foreach (var attempt in attempts)
            attempt.Decide(verdict);
    }
}
