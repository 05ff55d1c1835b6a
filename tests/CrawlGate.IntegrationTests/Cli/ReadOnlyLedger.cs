using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

/// <summary>Ledgers read one after another as if they were one, like a store that got a backup of itself; whoever wants to change them is wrong here.</summary>
internal sealed class ReadOnlyLedger(params IPaymentLedger[] ledgers) : IPaymentLedger
{
    /// <summary>What happens when all is read; null for an orderly end.</summary>
    public Exception? Ending { get; init; }

    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public async IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var ledger in ledgers)
        {
            await foreach (var entry in ledger.ReadAsync(filter, cancellationToken))
                yield return entry;
        }

        if (Ending is { } ending)
            throw ending;
    }

    public ValueTask<LedgerEntry?> FindAsync(AuthorizationKey key, CancellationToken cancellationToken = default) => ledgers[0].FindAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken = default) => ledgers[0].ReadHistoryAsync(key, cancellationToken);

    public ValueTask<Exposure> ReadExposureAsync(Address? payer, CancellationToken cancellationToken = default) => ledgers[0].ReadExposureAsync(payer, cancellationToken);

    public ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default) => throw Change();

    public ValueTask<LedgerEntry?> MoveAsync(LedgerEntry from, LedgerMove move, CancellationToken cancellationToken = default) => throw Change();

    public ValueTask<DeferOutcome> DeferAsync(
        LedgerEntry from, ReadOnlyMemory<byte> request, long micros, ExposureLimits limits, DateTimeOffset dueAt, CancellationToken cancellationToken = default) => throw Change();

    public ValueTask<bool> ReleaseAsync(LedgerEntry from, CancellationToken cancellationToken = default) => throw Change();

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeQueuedAsync(int max, CancellationToken cancellationToken = default) => throw Change();

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeUnresolvedAsync(int max, CancellationToken cancellationToken = default) => throw Change();

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken = default) => throw Change();

    public ValueTask SweepAsync(CancellationToken cancellationToken = default) => throw Change();

    private static InvalidOperationException Change() => new("Reading a ledger must not change it.");
}
