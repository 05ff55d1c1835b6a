using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Chaos;

/// <summary>A ledger that can be killed before and after each step, and changes nothing else.</summary>
internal sealed class FusedLedger(IPaymentLedger inner, Fuse fuse) : IPaymentLedger
{
    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => inner.OpenAsync(cancellationToken);

    public ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default) =>
        StepAsync("ledger.claim", () => inner.ClaimAsync(claim, cancellationToken));

    public ValueTask<LedgerEntry?> MoveAsync(LedgerEntry from, LedgerMove move, CancellationToken cancellationToken = default) =>
        StepAsync(NameOf(from, move), () => inner.MoveAsync(from, move, cancellationToken));

    public ValueTask<DeferOutcome> DeferAsync(
        LedgerEntry from, ReadOnlyMemory<byte> request, long micros, ExposureLimits limits, DateTimeOffset dueAt, CancellationToken cancellationToken = default) =>
        StepAsync("ledger.defer", () => inner.DeferAsync(from, request, micros, limits, dueAt, cancellationToken));

    public ValueTask<bool> ReleaseAsync(LedgerEntry from, CancellationToken cancellationToken = default) =>
        StepAsync("ledger.release", () => inner.ReleaseAsync(from, cancellationToken));

    public ValueTask<LedgerEntry?> FindAsync(AuthorizationKey key, CancellationToken cancellationToken = default) => inner.FindAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeQueuedAsync(int max, CancellationToken cancellationToken = default) =>
        TakeAsync("ledger.take-queued", () => inner.TakeQueuedAsync(max, cancellationToken));

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeUnresolvedAsync(int max, CancellationToken cancellationToken = default) =>
        TakeAsync("ledger.take-unresolved", () => inner.TakeUnresolvedAsync(max, cancellationToken));

    public IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken = default) => inner.ReadAsync(filter, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken = default) =>
        inner.ReadHistoryAsync(key, cancellationToken);

    public ValueTask<Exposure> ReadExposureAsync(Address? payer, CancellationToken cancellationToken = default) => inner.ReadExposureAsync(payer, cancellationToken);

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken = default) => inner.KeepAliveAsync(cancellationToken);

    public ValueTask SweepAsync(CancellationToken cancellationToken = default) => inner.SweepAsync(cancellationToken);

    private static string NameOf(LedgerEntry from, LedgerMove move) => (from.State, move.To) switch
    {
        (LedgerState.Settled, LedgerState.Settled) => "ledger.note",
        (_, LedgerState.Queued) => "ledger.requeue",
        _ => "ledger." + move.To.ToString().ToLowerInvariant(),
    };

    private async ValueTask<T> StepAsync<T>(string name, Func<ValueTask<T>> step)
    {
        fuse.Pass(KillPoints.Before(name));
        var result = await step();
        fuse.Pass(KillPoints.After(name));
        return result;
    }

    // Asked for every second; only what was taken is a step.
    private async ValueTask<IReadOnlyList<LedgerEntry>> TakeAsync(string name, Func<ValueTask<IReadOnlyList<LedgerEntry>>> step)
    {
        fuse.Pass(KillPoints.Before(name));
        var taken = await step();
        if (taken.Count > 0)
            fuse.Pass(KillPoints.After(name));
        return taken;
    }
}
