using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>A journal that forgets everything when the process stops.</summary>
public sealed class MemorySettlementJournal : ISettlementJournal
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(ulong ChainId, Address Signer, ulong Nonce), JournaledTransaction> _transactions = [];
    private readonly Dictionary<AuthorizationKey, (ulong ChainId, Address Signer, ulong Nonce)> _payments = [];
    private readonly Dictionary<(ulong ChainId, Address Signer), SortedSet<ulong>> _open = [];
    private readonly Dictionary<(ulong ChainId, Address Signer), ulong> _highest = [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default)
    {
        var additions = new List<JournalAddition>(transactions.Count);
        lock (_lock)
        {
            foreach (var transaction in transactions)
            {
                additions.Add(Add(transaction));
                if (additions[^1] is not JournalAddition.Added)
                    break;
            }
        }

        return ValueTask.FromResult<IReadOnlyList<JournalAddition>>(additions);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(JournaledTransaction from, JournaledTransaction to, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (!_transactions.TryGetValue(IdOf(from), out var held) || held.Version != from.Version)
                return ValueTask.FromResult(false);

            _transactions[IdOf(to)] = to;
            Track(to);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<JournaledTransaction?> FindAsync(AuthorizationKey payment, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return ValueTask.FromResult(_payments.TryGetValue(payment, out var id) ? _transactions.GetValueOrDefault(id) : null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournaledTransaction>> ReadOpenAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<JournaledTransaction>>(
                _open.TryGetValue((chainId, signer), out var nonces) ? [.. nonces.Select(nonce => _transactions[(chainId, signer, nonce)])] : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ulong?> NextNonceAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return ValueTask.FromResult<ulong?>(_highest.TryGetValue((chainId, signer), out var highest) ? highest + 1 : null);
    }

    /// <inheritdoc/>
    public ValueTask SweepAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            foreach (var transaction in _transactions.Values.Where(transaction => transaction.IsForgettable(expiredBefore)).ToArray())
            {
                _transactions.Remove(IdOf(transaction));
                foreach (var payment in transaction.Payments.Where(payment => _payments.GetValueOrDefault(payment.Key) == IdOf(transaction)))
                    _payments.Remove(payment.Key);
            }
        }

        return ValueTask.CompletedTask;
    }

    private JournalAddition Add(JournaledTransaction transaction)
    {
        if (_transactions.ContainsKey(IdOf(transaction)))
            return new JournalAddition.NonceTaken();
        foreach (var payment in transaction.Payments)
        {
            if (_payments.TryGetValue(payment.Key, out var id) && _transactions.TryGetValue(id, out var other) && !other.HasGivenUp(payment.Key))
                return new JournalAddition.PaymentTaken(payment.Key, other);
        }

        var account = (transaction.ChainId, transaction.Signer);
        _transactions[IdOf(transaction)] = transaction;
        _highest[account] = Math.Max(_highest.GetValueOrDefault(account), transaction.Nonce);
        foreach (var payment in transaction.Payments)
            _payments[payment.Key] = IdOf(transaction);
        Track(transaction);
        return new JournalAddition.Added();
    }

    private static (ulong ChainId, Address Signer, ulong Nonce) IdOf(JournaledTransaction transaction) => (transaction.ChainId, transaction.Signer, transaction.Nonce);

    private void Track(JournaledTransaction transaction)
    {
        var account = (transaction.ChainId, transaction.Signer);
        if (!_open.TryGetValue(account, out var nonces))
            _open[account] = nonces = [];
        if (transaction.IsOpen)
            nonces.Add(transaction.Nonce);
        else
            nonces.Remove(transaction.Nonce);
    }
}
