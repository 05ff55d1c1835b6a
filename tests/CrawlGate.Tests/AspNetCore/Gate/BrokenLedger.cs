using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A ledger whose store is gone.</summary>
internal sealed class BrokenLedger : IPaymentLedger
{
    private static LedgerUnavailableException Gone => new("disk");

    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<ClaimOutcome> ClaimAsync(PaymentClaim claim, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask<LedgerEntry?> MoveAsync(LedgerEntry from, LedgerMove move, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask<DeferOutcome> DeferAsync(
        LedgerEntry from, ReadOnlyMemory<byte> request, long micros, ExposureLimits limits, DateTimeOffset dueAt, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask<bool> ReleaseAsync(LedgerEntry from, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask<LedgerEntry?> FindAsync(AuthorizationKey key, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeQueuedAsync(int max, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask<IReadOnlyList<LedgerEntry>> TakeUnresolvedAsync(int max, CancellationToken cancellationToken = default) => throw Gone;

    public IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask<Exposure> ReadExposureAsync(CrawlGate.Ethereum.Address? payer, CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken = default) => throw Gone;

    public ValueTask SweepAsync(CancellationToken cancellationToken = default) => throw Gone;
}
