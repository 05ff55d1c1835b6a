using System.Numerics;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Chaos;

/// <summary>What the chain itself says: every authorization of our token that was used to pay our payee.</summary>
internal sealed class ChainBook(World world)
{
    private static readonly Address Token = DevChain.Anvil.BaseSepoliaUsdc;

    private readonly Lock _lock = new();
    private readonly Dictionary<AuthorizationKey, List<ChainPayment>> _payments = [];
    private ulong _next;

    /// <summary>Every payment with what paid it: once, if all is well.</summary>
    public IReadOnlyDictionary<AuthorizationKey, List<ChainPayment>> Payments => _payments;

    /// <summary>Transfers to the payee that no authorization belongs to.</summary>
    public List<Bytes32> StrayTransfers { get; } = [];

    /// <summary>The sum of all transfers to the payee, in atomic units.</summary>
    public BigInteger Sum { get; private set; }

    public bool Has(AuthorizationKey key)
    {
        lock (_lock)
            return _payments.ContainsKey(key);
    }

    /// <summary>Reads the blocks that have come since.</summary>
    public async Task CatchUpAsync()
    {
        var latest = await world.Chain.Rpc.GetBlockNumberAsync();
        if (latest < _next)
            return;

        var logs = await world.Chain.Rpc.GetLogsAsync(Token, [], _next, latest);
        lock (_lock)
            logs.GroupBy(log => log.TransactionHash).ToList().ForEach(group => Read(group.Key, [.. group]));
        _next = latest + 1;
    }

    // The token announces the use and then the transfer.
    private void Read(Bytes32 transaction, IReadOnlyList<LogEntry> logs)
    {
        AuthorizationKey? used = null;
        foreach (var log in logs)
        {
            if (log.Event.Topics is [var kind, var payer, var nonce] && kind == Eip3009Token.AuthorizationUsedEvent)
            {
                used = new AuthorizationKey(World.ChainId, Token, AddressOf(payer), nonce);
                continue;
            }

            if (log.Event.Topics is not [var transfer, var from, var to] || transfer != Eip3009Token.TransferEvent || AddressOf(to) != world.Payee)
                continue;

            var value = new UInt256(log.Event.Data.Span);
            Sum += value.ToBigInteger();
            if (used is { } key && key.Payer == AddressOf(from))
            {
                if (!_payments.TryGetValue(key, out var payments))
                    _payments[key] = payments = [];
                payments.Add(new ChainPayment(transaction, log.BlockNumber, value));
            }
            else
            {
                StrayTransfers.Add(transaction);
            }

            used = null;
        }
    }

    private static Address AddressOf(Bytes32 topic) => new(topic.ToArray().AsSpan(12));
}

/// <summary>One use of an authorization.</summary>
internal sealed record ChainPayment(Bytes32 Transaction, ulong Block, UInt256 Value);
