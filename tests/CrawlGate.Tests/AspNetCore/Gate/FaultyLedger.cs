using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A ledger in memory, of which single steps fail in ways that no store promised, before or after they were done.</summary>
internal sealed class FaultyLedger(IPaymentLedger ledger) : IPaymentLedger
{
    /// <summary>Throws before a step of that name is done, when it is to fail.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Throws after a step of that name was done, when its answer is to be lost.</summary>
    public Action<string>? After { get; set; }

    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => ledger.OpenAsync(cancellationToken);

    public ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default) =>
        StepAsync(nameof(ClaimAsync), () => ledger.ClaimAsync(claim, cancellationToken));

    public ValueTask<LedgerEntry?> MoveAsync(LedgerEntry from, LedgerMove move, CancellationToken cancellationToken = default) =>
        StepAsync($"{nameof(MoveAsync)} {move.To}", () => ledger.MoveAsync(from, move, cancellationToken));

    public ValueTask<DeferOutcome> DeferAsync(
        LedgerEntry from, ReadOnlyMemory<byte> request, long micros, ExposureLimits limits, DateTimeOffset dueAt, CancellationToken cancellationToken = default) =>
        StepAsync(nameof(DeferAsync), () => ledger.DeferAsync(from, request, micros, limits, dueAt, cancellationToken));

    public ValueTask<bool> ReleaseAsync(LedgerEntry from, CancellationToken cancellationToken = default) =>
        StepAsync(nameof(ReleaseAsync), () => ledger.ReleaseAsync(from, cancellationToken));

    public ValueTask<LedgerEntry?> FindAsync(AuthorizationKey key, CancellationToken cancellationToken = default) =>
        StepAsync(nameof(FindAsync), () => ledger.FindAsync(key, cancellationToken));

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeQueuedAsync(int max, CancellationToken cancellationToken = default) =>
        StepAsync(nameof(TakeQueuedAsync), () => ledger.TakeQueuedAsync(max, cancellationToken));

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeUnresolvedAsync(int max, CancellationToken cancellationToken = default) =>
        StepAsync(nameof(TakeUnresolvedAsync), () => ledger.TakeUnresolvedAsync(max, cancellationToken));

    public IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken = default) => ledger.ReadAsync(filter, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken = default) =>
        ledger.ReadHistoryAsync(key, cancellationToken);

    public ValueTask<Exposure> ReadExposureAsync(CrawlGate.Ethereum.Address? payer, CancellationToken cancellationToken = default) =>
        ledger.ReadExposureAsync(payer, cancellationToken);

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken = default) => ledger.KeepAliveAsync(cancellationToken);

    public ValueTask SweepAsync(CancellationToken cancellationToken = default) => ledger.SweepAsync(cancellationToken);

    private async ValueTask<T> StepAsync<T>(string step, Func<ValueTask<T>> take)
    {
        Before?.Invoke(step);
        var taken = await take();
        After?.Invoke(step);
        return taken;
    }
}
