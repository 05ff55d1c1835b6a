using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>A journal for any number of processes that share signers, beside the ledger on a Redis. It opens the store when nobody has.</summary>
internal sealed class RedisSettlementJournal(RedisStore store) : ISettlementJournal
{
    /// <summary>A value begins with its version and a stamp that no other write has; the rest is JSON.</summary>
    private const int VersionLength = 8, HeadLength = 16;

    private const int PageSize = 100;
    private readonly RedisJournalKeys _keys = new(store.Prefix);
    private long _stamp = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournalAddition>> AddManyAsync(IReadOnlyList<JournaledTransaction> transactions, CancellationToken cancellationToken = default)
    {
        var (keys, values) = (new List<RedisKey>(), new List<RedisValue>());
        foreach (var transaction in transactions)
        {
            keys.AddRange(Keys(transaction));
            values.Add(transaction.Payments.Count);
            values.AddRange(Values(transaction));
        }

        while (true)
        {
            var answer = (RedisResult[])await store.RunAsync(RedisJournalScripts.Add, [.. keys], [.. values], mayRepeat: true, cancellationToken);
            var additions = Enumerable.Repeat<JournalAddition>(new JournalAddition.Added(), (int)answer[0]).ToList();
            if (additions.Count == transactions.Count)
                return additions;
            if (await ReadRefusalAsync((byte[])answer[1], cancellationToken) is { } refusal)
                return [.. additions, refusal];
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(JournaledTransaction from, JournaledTransaction to, CancellationToken cancellationToken = default)
    {
        var compared = Encode(from.Version, 0, [])[..VersionLength];
        return (int)await store.RunAsync(RedisJournalScripts.Replace, Keys(to), [.. Values(to), compared], mayRepeat: true, cancellationToken) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<JournaledTransaction?> FindAsync(AuthorizationKey payment, CancellationToken cancellationToken = default)
    {
        byte[]? by = await store.AskAsync(_keys.Payment(payment), static (database, key) => database.StringGetAsync(key), cancellationToken);
        return by is null ? null : await ReadAsync(_keys.Transaction(by.AsSpan(1)), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournaledTransaction>> ReadOpenAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default)
    {
        var nonces = await store.AskAsync(_keys.Open(chainId, signer), static (database, open) => database.SortedSetRangeByRankAsync(open), cancellationToken);
        var transactions = await ReadAllAsync([.. nonces.Select(nonce => _keys.Transaction(chainId, signer, (byte[])nonce))], cancellationToken);

        // Between the two reads one may have been closed.
        return [.. transactions.Where(transaction => transaction is { IsOpen: true }).Select(transaction => transaction!)];
    }

    /// <inheritdoc/>
    public async ValueTask<ulong?> NextNonceAsync(ulong chainId, Address signer, CancellationToken cancellationToken = default)
    {
        string? next = await store.AskAsync(_keys.Next(chainId, signer), static (database, key) => database.StringGetAsync(key), cancellationToken);
        return next is null ? null : ulong.Parse(next, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask SweepAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken = default)
    {
        var skipped = 0;
        while (true)
        {
            var ids = await store.AskAsync(
                (_keys.Closed, Until: expiredBefore.ToUnixTimeSeconds(), skipped),
                static (database, call) => database.SortedSetRangeByScoreAsync(call.Closed, double.NegativeInfinity, call.Until, skip: call.skipped, take: PageSize),
                cancellationToken);
            if (ids.Length == 0)
                return;

            var transactions = await ReadAllAsync([.. ids.Select(id => _keys.Transaction((byte[])id))], cancellationToken);
            for (var i = 0; i < ids.Length; i++)
            {
                if (transactions[i] is { } transaction && !transaction.IsForgettable(expiredBefore))
                    skipped++;
                else
                    await ForgetAsync(ids[i], transactions[i], cancellationToken);
            }
        }
    }

    /// <summary>The first whole second at which a transaction might be forgotten; the transaction itself decides.</summary>
    private static double ForgettableFrom(JournaledTransaction transaction)
    {
        var seconds = transaction.CreatedAt.ToUnixTimeSeconds();
        foreach (var payment in transaction.Payments)
            seconds = Math.Max(seconds, payment.Authorization.ValidBefore.TryGetUInt64(out var validBefore) ? (long)Math.Min(validBefore, 1ul << 52) : 1L << 52);
        return seconds;
    }

    private static byte[] Encode(long version, long stamp, ReadOnlySpan<byte> json)
    {
        var bytes = new byte[HeadLength + json.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, version);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(VersionLength), stamp);
        json.CopyTo(bytes.AsSpan(HeadLength));
        return bytes;
    }

    private static JournaledTransaction? Decode(byte[]? value)
    {
        try
        {
            return value is null ? null : JsonSerializer.Deserialize(value.AsSpan(HeadLength), JournalJsonContext.Default.JournaledTransaction);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new LedgerUnavailableException("A transaction in the Redis journal is damaged.", exception);
        }
    }

    private RedisKey[] Keys(JournaledTransaction transaction) =>
    [
        _keys.Transaction(RedisJournalKeys.Id(transaction)),
        _keys.Next(transaction.ChainId, transaction.Signer),
        _keys.Open(transaction.ChainId, transaction.Signer),
        _keys.Closed,
        .. transaction.Payments.Select(payment => _keys.Payment(payment.Key)),
    ];

    private RedisValue[] Values(JournaledTransaction transaction)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(transaction, JournalJsonContext.Default.JournaledTransaction);
        return
        [
            Encode(transaction.Version, Interlocked.Increment(ref _stamp), json),
            RedisJournalKeys.Id(transaction),
            RedisJournalKeys.Nonce(transaction.Nonce),
            (transaction.Nonce + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ForgettableFrom(transaction),
            transaction.IsOpen ? 1 : 0,
            .. transaction.Payments.Select(payment =>
                (RedisValue)(byte[])[(byte)(transaction.HasGivenUp(payment.Key) ? 'G' : 'T'), .. RedisKeys.Payment(payment.Key)]),
        ];
    }

    /// <summary>Null when the transaction that had the payment is gone by now.</summary>
    private async ValueTask<JournalAddition?> ReadRefusalAsync(byte[] refusal, CancellationToken cancellationToken)
    {
        if (refusal.Length == 0)
            return new JournalAddition.NonceTaken();

        var payment = RedisKeys.Payment(refusal.AsSpan(0, RedisKeys.PaymentLength));
        return await ReadAsync(_keys.Transaction(refusal.AsSpan(RedisKeys.PaymentLength)), cancellationToken) is { } by ? new JournalAddition.PaymentTaken(payment, by) : null;
    }

    private async ValueTask<JournaledTransaction?> ReadAsync(RedisKey key, CancellationToken cancellationToken) =>
        Decode(await store.AskAsync(key, static (database, key) => database.StringGetAsync(key), cancellationToken));

    private async ValueTask<JournaledTransaction?[]> ReadAllAsync(RedisKey[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
            return [];

        var values = await store.AskAsync(keys, static (database, keys) => database.StringGetAsync(keys), cancellationToken);
        return [.. values.Select(value => Decode(value))];
    }

    private async ValueTask ForgetAsync(byte[] id, JournaledTransaction? transaction, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [_keys.Transaction(id), _keys.Closed, .. transaction?.Payments.Select(payment => _keys.Payment(payment.Key)) ?? []];
        byte[] compared = transaction is null ? [] : Encode(transaction.Version, 0, [])[..VersionLength];
        await store.RunAsync(RedisJournalScripts.Forget, keys, [compared, id], mayRepeat: true, cancellationToken);
    }
}
