using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Chaos;

/// <summary>A journal that can be killed before and after each change, and changes nothing else.</summary>
internal sealed class FusedJournal(ISettlementJournal inner, Fuse fuse) : ISettlementJournal
{
    public async ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default)
    {
        fuse.Pass("journal.add.before");
        var additions = await inner.AddManyAsync(transactions, cancellationToken);
        fuse.Pass("journal.add.after");
        return additions;
    }

    public async ValueTask<bool> ReplaceAsync(JournaledTransaction from, JournaledTransaction to, CancellationToken cancellationToken = default)
    {
        fuse.Pass("journal.replace.before");
        var isReplaced = await inner.ReplaceAsync(from, to, cancellationToken);
        fuse.Pass("journal.replace.after");
        return isReplaced;
    }

    public ValueTask<JournaledTransaction?> FindAsync(AuthorizationKey payment, CancellationToken cancellationToken = default) => inner.FindAsync(payment, cancellationToken);

    public ValueTask<IReadOnlyList<JournaledTransaction>> ReadOpenAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default) =>
        inner.ReadOpenAsync(chainId, signer, cancellationToken);

    public ValueTask<ulong?> NextNonceAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default) =>
        inner.NextNonceAsync(chainId, signer, cancellationToken);

    public ValueTask SweepAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken = default) => inner.SweepAsync(expiredBefore, cancellationToken);
}
