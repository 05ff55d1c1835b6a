using System.Numerics;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Cli;

/// <summary>Counts what an audit finds; for several threads at a time.</summary>
internal sealed class AuditTally(LedgerTokens tokens)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Bytes32 Transaction, int Event), AuthorizationKey> _proofs = [];
    private readonly Dictionary<(Address PayTo, LedgerToken Token), (BigInteger Recorded, BigInteger OnChain)> _sums = [];
    private readonly List<(long Order, AuditFinding Finding)> _differences = [];
    private readonly List<(long Order, AuditFinding Finding)> _open = [];
    private (long Order, string Why)? _unreachable;
    private long _agree, _unreachableCount, _notDue;

    /// <summary>How an amount of a payment's token is written.</summary>
    public string Say(LedgerEntry entry, UInt256 amount)
    {
        lock (_lock)
            return tokens.Find(entry.Key).Say(amount);
    }

    public void Agree()
    {
        lock (_lock)
            _agree++;
    }

    public void NotDue()
    {
        lock (_lock)
            _notDue++;
    }

    public void Differ(long order, LedgerEntry entry, string kind, string text)
    {
        lock (_lock)
            _differences.Add((order, Finding(entry, kind, text)));
    }

    public void Open(long order, LedgerEntry entry, string kind, string text)
    {
        lock (_lock)
            _open.Add((order, Finding(entry, kind, text)));
    }

    public void Unreachable(long order, string why)
    {
        lock (_lock)
        {
            _unreachableCount++;
            if (_unreachable is not { } first || order < first.Order)
                _unreachable = (order, why);
        }
    }

    /// <summary>The ledger says that a payment's amount arrived.</summary>
    public void Recorded(LedgerEntry entry) => Add(entry, entry.PayTo, entry.Amount.ToBigInteger(), 0);

    /// <summary>The chain says that an amount arrived by an event; null, or the payment that this event has proven before.</summary>
    public AuthorizationKey? OnChain(LedgerEntry entry, Bytes32 transaction, int place, Address to, UInt256 amount)
    {
        lock (_lock)
        {
            if (!_proofs.TryAdd((transaction, place), entry.Key))
                return _proofs[(transaction, place)];

            Add(entry, to, 0, amount.ToBigInteger());
            return null;
        }
    }

    public AuditReport ToReport(string network)
    {
        lock (_lock)
        {
            return new AuditReport(
                network, _agree + _differences.Count + _open.Count, _agree, _differences.Count, _open.Count, _unreachableCount, _notDue, _unreachable?.Why,
                [.. _differences.OrderBy(difference => difference.Order).Select(difference => difference.Finding)],
                [.. _open.OrderBy(open => open.Order).Select(open => open.Finding)],
                [.. _sums.OrderBy(sum => sum.Key.PayTo.ToString(), StringComparer.Ordinal).Select(sum => new AuditSum(
                    sum.Key.PayTo.ToString(), sum.Key.Token.Currency, sum.Key.Token.Format(sum.Value.Recorded), sum.Key.Token.Format(sum.Value.OnChain)))]);
        }
    }

    private static AuditFinding Finding(LedgerEntry entry, string kind, string text) => new(PaymentRecord.NameOf(entry.Key), entry.Resource, kind, text);

    private void Add(LedgerEntry entry, Address payTo, BigInteger recorded, BigInteger onChain)
    {
        lock (_lock)
        {
            var key = (payTo, tokens.Find(entry.Key));
            var (soFarRecorded, soFarOnChain) = _sums.GetValueOrDefault(key);
            _sums[key] = (soFarRecorded + recorded, soFarOnChain + onChain);
        }
    }
}
