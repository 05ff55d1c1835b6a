using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

/// <summary>Does what another journal does; tests change the steps that they are about.</summary>
internal abstract class PassingJournal(ISettlementJournal inner) : ISettlementJournal
{
    public virtual ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default) =>
        inner.AddManyAsync(transactions, cancellationToken);

    public virtual ValueTask<bool> ReplaceAsync(JournaledTransaction from, JournaledTransaction to, CancellationToken cancellationToken = default) =>
        inner.ReplaceAsync(from, to, cancellationToken);

    public ValueTask<JournaledTransaction?> FindAsync(AuthorizationKey payment, CancellationToken cancellationToken = default) => inner.FindAsync(payment, cancellationToken);

    public ValueTask<IReadOnlyList<JournaledTransaction>> ReadOpenAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default) =>
        inner.ReadOpenAsync(chainId, signer, cancellationToken);

    public ValueTask<ulong?> NextNonceAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default) => inner.NextNonceAsync(chainId, signer, cancellationToken);

    public ValueTask SweepAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken = default) => inner.SweepAsync(expiredBefore, cancellationToken);
}
