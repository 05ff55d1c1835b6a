using System.Collections.Concurrent;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// Moves the money of <c>exact</c> payments on one chain from any number of signers, which pay the gas. Every transaction is in the
/// journal before it leaves; one that is stuck is replaced, one that a reorganisation undoes is sent again, and what was under way
/// when a process ended goes on as soon as an engine with the same journal is made. Cancelling a caller never cancels a settlement.
/// </summary>
public sealed class SettlementEngine : IAsyncDisposable
{
    private readonly SettlementParts _parts;
    private readonly IReadOnlyList<SignerAccount> _accounts;
    private readonly SettlementWatcher _watcher;
    private readonly PaymentSettlement _payments;
    private readonly MulticallBatches _batches;
    private readonly VerifiedPayments _verified;
    private readonly ConcurrentDictionary<(AuthorizationKey Key, Bytes32 Digest), SettlementAttempt> _attempts = new();

    /// <summary>Makes an engine and lets it take up, in the background, what the journal says is under way.</summary>
    /// <param name="rpc">The chain's nodes.</param>
    /// <param name="signers">The accounts; payments are spread over them. They stay the caller's to dispose.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="chain">Reads the same chain.</param>
    /// <param name="journal">What was sent; share it with every process that has one of the signers.</param>
    /// <param name="options">Limits.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="ArgumentException">No signer, the same one twice, or options that make no sense.</exception>
    public SettlementEngine(
        IEthereumRpc rpc,
        IReadOnlyList<IEthereumSigner> signers,
        ulong chainId,
        ExactEvmChain chain,
        ISettlementJournal journal,
        SettlementOptions? options = null,
        TimeProvider? timeProvider = null)
    {
        if (signers.Count == 0 || signers.DistinctBy(signer => signer.Address).Count() != signers.Count)
            throw new ArgumentException("Expected one or more different signers.", nameof(signers));

        _parts = new SettlementParts(rpc, chainId, chain, journal, (options ?? new()).Validated(), timeProvider ?? TimeProvider.System);
        _accounts = [.. signers.Select(signer => new SignerAccount(_parts, signer))];
        _verified = new VerifiedPayments(_parts.Options.VerifiedFor, _parts.Time);
        var (fees, gas) = (new FeeQuotes(_parts), new GasEstimates(_parts));
        var judge = new ReceiptJudge(_parts, gas);
        var pace = new SettlementPace(_parts.Options);
        var broadcast = new TransactionBroadcast(_parts, fees, pace);
        _watcher = new SettlementWatcher(_parts, _accounts.ToDictionary(account => account.Address), broadcast, new TransactionCare(_parts, broadcast, judge), pace);
        var dispatch = new TransactionDispatch(_parts, _accounts, fees, _watcher);
        var multicall = new MulticallContract(_parts);
        _payments = new PaymentSettlement(_parts, dispatch, _watcher, new TransferSimulation(_parts, multicall, dispatch.Sender), gas, judge);
        _batches = new MulticallBatches(_parts, multicall, dispatch, gas, _payments);
        _watcher.Start();
    }

    /// <summary>The chain.</summary>
    public ulong ChainId => _parts.ChainId;

    /// <summary>The accounts that pay the gas.</summary>
    public IReadOnlyList<Address> Signers => [.. _accounts.Select(account => account.Address)];

    /// <summary>How many transactions are under way as far as this process knows.</summary>
    public int OpenTransactions => _watcher.Open;

    /// <summary>What the signers have to pay gas with.</summary>
    /// <exception cref="EthereumRpcException">The node answered with an error.</exception>
    /// <exception cref="EthereumRpcUnavailableException">No node answered.</exception>
    public async Task<IReadOnlyList<SignerBalance>> ReadBalancesAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(_accounts.Select(async account => new SignerBalance(account.Address, await _parts.Rpc.GetBalanceAsync(account.Address, cancellationToken))));

    /// <summary>Stops sending and watching. What is under way stays in the journal.</summary>
    public ValueTask DisposeAsync() => _watcher.DisposeAsync();

    /// <summary>Remembers that the chain would carry out a payment now.</summary>
    internal void Verified(in ExactEvmInspection inspection)
    {
        if (inspection.SignatureProven && _parts.Options.VerifiedFor > TimeSpan.Zero)
            _verified.Add(inspection.Digest);
    }

    /// <summary>Settles a payment, or joins whoever settles it.</summary>
    internal async Task<SettlementVerdict> SettleAsync(ExactEvmInspection inspection, CancellationToken cancellationToken)
    {
        try
        {
            if (!inspection.SignatureProven && await _parts.Chain.RefuseSignatureAsync(inspection, cancellationToken) is { } unsigned)
                return new SettlementVerdict.Failed(unsigned);
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new SettlementVerdict.Unavailable(failure.Message);
        }

        // A payment that is settled or under way is answered for by what its payer signed, so every repeat is held to that first.
        if (inspection is { RefusedLate: { } late, PaysTerms: false })
            return new SettlementVerdict.Failed(late);

        if (TryBegin(inspection, out var attempt))
            _ = RunAsync(attempt);
        return await WaitAsync(attempt, cancellationToken);
    }

    /// <summary>Settles payments together. Each has a proven signature and nothing against it.</summary>
    internal IReadOnlyList<Task<SettlementVerdict>> SettleMany(IReadOnlyList<ExactEvmInspection> inspections, CancellationToken cancellationToken)
    {
        var (begun, attempts) = (new List<SettlementAttempt>(), new SettlementAttempt[inspections.Count]);
        for (var i = 0; i < attempts.Length; i++)
        {
            if (TryBegin(inspections[i], out attempts[i]))
                begun.Add(attempts[i]);
        }

        if (begun.Count > 0)
            _ = Task.Run(() => _batches.RunAsync(begun, attempt => _verified.Take(attempt.Inspection.Digest)), CancellationToken.None);
        return [.. attempts.Select(attempt => WaitAsync(attempt, cancellationToken))];
    }

    /// <summary>True for the first who asks, who has to see to it; all others wait.</summary>
    private bool TryBegin(ExactEvmInspection inspection, out SettlementAttempt attempt)
    {
        var mine = new SettlementAttempt(inspection);
        attempt = mine;
        if (inspection.RefusedLate is not null)
            return true;

        var id = (mine.Key, inspection.Digest);
        attempt = _attempts.GetOrAdd(id, mine);
        if (attempt != mine)
            return false;

        _ = mine.Verdict.ContinueWith(_ => _attempts.TryRemove(id, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return true;
    }

    private async Task RunAsync(SettlementAttempt attempt) =>
        attempt.Decide(await _payments.RunAsync(attempt, attempt.Inspection.SignatureProven && _verified.Take(attempt.Inspection.Digest)));

    /// <summary>Money may move from here on, so whatever ends the waiting ends in an unknown outcome and not in an exception.</summary>
    private async Task<SettlementVerdict> WaitAsync(SettlementAttempt attempt, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _watcher.Stopping);
        try
        {
            return await attempt.Verdict.WaitAsync(_parts.Options.ReceiptTimeout, _parts.Time, either.Token);
        }
        catch (TimeoutException)
        {
            return new SettlementVerdict.Unknown("No final receipt in time.", attempt.Watch?.LastHash);
        }
        catch (OperationCanceledException)
        {
            return new SettlementVerdict.Unknown("The waiting was cancelled.", attempt.Watch?.LastHash);
        }
    }
}
