using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// The facilitator's own book: every signed transaction is written here before its first byte leaves, so that after a crash it is known
/// what may be under way. Adding a transaction is also what gives out its nonce, to any number of processes that share signers and
/// store. Every method is atomic and throws when the store cannot answer; what returned has reached the store.
/// </summary>
public interface ISettlementJournal
{
    /// <summary>
    /// Adds transactions of one account in their order, all in one step, up to the first whose nonce is taken or one of whose payments
    /// is in another transaction that is open or moved the money. Nothing after that one is added, so that no nonce is left out.
    /// </summary>
    /// <param name="transactions">One or more; their nonces are consecutive.</param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    /// <returns>An answer for each transaction up to the first that was not added, which is the last answer.</returns>
    ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default);

    /// <summary>Adds one transaction, as <see cref="AddManyAsync"/> does.</summary>
    async ValueTask<JournalAddition> AddAsync(JournaledTransaction transaction, CancellationToken cancellationToken = default) =>
        (await AddManyAsync([transaction], cancellationToken))[0];

    /// <summary>Swaps a transaction for its next version; false, and no change, when somebody else has changed it since.</summary>
    /// <param name="from">The transaction as it was read or added.</param>
    /// <param name="to">The same nonce and payments; its version is one higher.</param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    ValueTask<bool> ReplaceAsync(JournaledTransaction from, JournaledTransaction to, CancellationToken cancellationToken = default);

    /// <summary>The last transaction that a payment was put into, or null.</summary>
    ValueTask<JournaledTransaction?> FindAsync(AuthorizationKey payment, CancellationToken cancellationToken = default);

    /// <summary>One account's open transactions, lowest nonce first.</summary>
    ValueTask<IReadOnlyList<JournaledTransaction>> ReadOpenAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default);

    /// <summary>The lowest nonce above every journalled one of an account; null when there is none.</summary>
    ValueTask<ulong?> NextNonceAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default);

    /// <summary>Forgets closed transactions whose payments all expired before a time. The highest nonce of each account stays known.</summary>
    ValueTask SweepAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken = default);
}
