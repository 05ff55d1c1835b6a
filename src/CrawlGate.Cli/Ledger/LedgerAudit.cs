using System.Globalization;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Cli;

/// <summary>Compares payments with what a chain says of them. Trusts no hash: only the token's own events prove a payment, and each proves one.</summary>
internal sealed class LedgerAudit(ChainWitness witness, ulong chainId, LedgerTokens tokens)
{
    private const int AtATime = 8;

    private readonly AuditTally _tally = new(tokens);

    /// <summary>Compares them all.</summary>
    public async Task<AuditReport> RunAsync(IAsyncEnumerable<LedgerEntry> entries, Action<long> progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        await Parallel.ForEachAsync(Number(entries, cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken }, async (numbered, stop) =>
        {
            await CheckAsync(numbered.Order, numbered.Entry, stop);
            progress(Interlocked.Increment(ref done));
        });
        return _tally.ToReport(CaipNetwork.ForEvm(chainId).ToString());
    }

    private static async IAsyncEnumerable<(long Order, LedgerEntry Entry)> Number(
        IAsyncEnumerable<LedgerEntry> entries, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = 0L;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
            yield return (order++, entry);
    }

    private async Task CheckAsync(long order, LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (entry.State is LedgerState.Claimed or LedgerState.Queued or LedgerState.Settling)
            _tally.NotDue();
        else if (entry.Key.ChainId != chainId)
            _tally.Unreachable(order, string.Create(CultureInfo.InvariantCulture, $"it is on {CaipNetwork.ForEvm(entry.Key.ChainId)}, and the node serves eip155:{chainId}"));
        else if (entry.State == LedgerState.Settled)
            await CheckSettledAsync(order, entry, cancellationToken);
        else
            await CheckOtherAsync(order, entry, cancellationToken);
    }

    private async Task CheckSettledAsync(long order, LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (!Bytes32.TryParse(entry.Result?.Transaction ?? "", out var transaction))
        {
            await DifferAsync(order, entry, AuditKind.NoTransaction, "is recorded as settled without a transaction", cancellationToken);
            return;
        }

        switch (await witness.ProveAsync(entry, transaction, cancellationToken))
        {
            case AuthorizationProof.Proven(var place):
                _tally.Recorded(entry);
                if (_tally.OnChain(entry, transaction, place, entry.PayTo, entry.Amount) is { } other)
                    _tally.Differ(order, entry, AuditKind.CountedTwice, $"is proven by the same transfer in {transaction} as {Name(other, entry)}: one payment is counted twice");
                else
                    _tally.Agree();
                break;
            case AuthorizationProof.OtherTransfer(var place, { } to, { } value):
                _tally.Recorded(entry);
                _tally.OnChain(entry, transaction, place, to, value);
                _tally.Differ(order, entry, AuditKind.OtherTransfer, $"is recorded as {_tally.Say(entry, entry.Amount)} to {entry.PayTo}, but {transaction} moved {_tally.Say(entry, value)} to {to}");
                break;
            case AuthorizationProof.OtherTransfer:
                _tally.Recorded(entry);
                _tally.Differ(order, entry, AuditKind.OtherTransfer, $"was used in {transaction}, but the token tells of no transfer");
                break;
            case AuthorizationProof.NotHeld:
                await DifferAsync(order, entry, AuditKind.NotHeld, $"is not in {transaction}, which succeeded", cancellationToken);
                break;
            case AuthorizationProof.Reverted:
                await DifferAsync(order, entry, AuditKind.Reverted, $"is recorded as settled by {transaction}, which failed", cancellationToken);
                break;
            case AuthorizationProof.NotFound:
                await DifferAsync(order, entry, AuditKind.NotFound, $"is recorded as settled by {transaction}, which the chain does not have", cancellationToken);
                break;
            case AuthorizationProof.Unavailable(var detail):
                _tally.Unreachable(order, detail);
                break;
            case var proof:
                throw new InvalidOperationException($"No such proof: {proof.GetType()}");
        }
    }

    /// <summary>The recorded transaction proves nothing; another one may, and whoever reads the report wants to know.</summary>
    private async Task DifferAsync(long order, LedgerEntry entry, string kind, string text, CancellationToken cancellationToken)
    {
        var fate = await FindFateAsync(entry, cancellationToken);
        if (fate is AuthorizationFate.Unavailable(var detail))
        {
            _tally.Unreachable(order, detail);
            return;
        }

        _tally.Recorded(entry);
        var then = fate switch
        {
            AuthorizationFate.Paid(var paid) => $"; it was paid in {paid}{await CountAsync(entry, paid, cancellationToken)}",
            AuthorizationFate.Spent(var spent) => $"; it was cancelled or went elsewhere in {spent}",
            AuthorizationFate.Unused => "; it was never paid",
            _ => "; it was used or cancelled, and the node does not show where",
        };
        _tally.Differ(order, entry, kind, text + then);
    }

    /// <summary>A payment that the ledger does not count as paid.</summary>
    private async Task CheckOtherAsync(long order, LedgerEntry entry, CancellationToken cancellationToken)
    {
        var isFailed = entry.State == LedgerState.Failed;
        switch (await FindFateAsync(entry, cancellationToken))
        {
            case AuthorizationFate.Unavailable(var detail):
                _tally.Unreachable(order, detail);
                break;
            case AuthorizationFate.Paid(var transaction) when isFailed:
                var twice = await CountAsync(entry, transaction, cancellationToken);
                _tally.Differ(order, entry, AuditKind.PaidThoughFailed, $"is recorded as failed, but {_tally.Say(entry, entry.Amount)} arrived in {transaction}{twice}: the ledger does not count it");
                break;
            case AuthorizationFate.Paid(var transaction):
                _tally.Open(order, entry, AuditKind.Paid, $"is paid in {transaction}; the gateway records it when it asks the chain next");
                break;
            case AuthorizationFate.UsedWithoutTrace:
                _tally.Unreachable(order, "it was used or cancelled, and the node does not show where; a node that keeps old events would");
                break;
            case AuthorizationFate.Spent or AuthorizationFate.Unused when isFailed:
                _tally.Agree();
                break;
            default:
                _tally.Open(order, entry, AuditKind.NotPaid, $"is not paid; it can be until {PaymentWords.Time(entry.ValidBefore)}, and the gateway asks until then");
                break;
        }
    }

    /// <summary>The transaction that the ledger knows is asked first: its receipt is there when old events are not searched any more.</summary>
    private async Task<AuthorizationFate> FindFateAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (Bytes32.TryParse(PaymentRecord.TransactionOf(entry) ?? "", out var transaction)
            && await witness.ProveAsync(entry, transaction, cancellationToken) is AuthorizationProof.Proven)
            return new AuthorizationFate.Paid(transaction);

        return await witness.FindFateAsync(entry, cancellationToken);
    }

    /// <summary>Counts what arrived in a transaction that the ledger does not name; words when it is counted already.</summary>
    private async Task<string> CountAsync(LedgerEntry entry, Bytes32 transaction, CancellationToken cancellationToken) =>
        await witness.ProveAsync(entry, transaction, cancellationToken) is AuthorizationProof.Proven(var place)
        && _tally.OnChain(entry, transaction, place, entry.PayTo, entry.Amount) is { } other
            ? $", which proves {Name(other, entry)} already"
            : "";

    private static string Name(AuthorizationKey other, LedgerEntry entry) => other == entry.Key ? "another entry of the same payment" : PaymentRecord.NameOf(other);
}
