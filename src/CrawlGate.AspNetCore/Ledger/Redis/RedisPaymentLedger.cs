using System.Globalization;
using System.Security.Cryptography;
using CrawlGate.X402;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>A ledger for any number of gateways, on a Redis server or in one slot of a Redis Cluster. Every step is one command or one script.</summary>
internal sealed partial class RedisPaymentLedger : IPaymentLedger
{
    private readonly RedisStore _store;
    private readonly RedisKeys _keys;
    private readonly RedisClaimIndex _index;
    private readonly RedisLostSteps _lost;
    private long _stamp = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>A ledger on a store.</summary>
    /// <exception cref="ArgumentException">The name of this process is too long.</exception>
    public RedisPaymentLedger(RedisStore store)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(store.Settings.Owner) is 0 or > RedisEntryCodec.OwnerWidth)
            throw new ArgumentException($"The name of a process has 1 to {RedisEntryCodec.OwnerWidth} bytes.");

        _store = store;
        _keys = new RedisKeys(store.Prefix);
        _index = new RedisClaimIndex(entries => _store.AskAsync(
            (_keys.Index, entries), static (database, call) => database.SortedSetAddAsync(call.Index, call.entries, When.NotExists)).AsTask());
        _lost = new RedisLostSteps();
    }

    private string Owner => _store.Settings.Owner;

    private DateTimeOffset Now => _store.Time.GetUtcNow();

    /// <inheritdoc/>
    public async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        await _store.OpenAsync(cancellationToken);
        await KeepAliveAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LedgerEntry?> MoveAsync(LedgerEntry from, LedgerMove move, CancellationToken cancellationToken = default)
    {
        var to = LedgerRules.Apply(from, move, Owner, Now);
        return await SwapAsync(from, to, null, cancellationToken) == RedisLedgerScripts.Done ? to : null;
    }

    /// <inheritdoc/>
    public async ValueTask<DeferOutcome> DeferAsync(
        LedgerEntry from, ReadOnlyMemory<byte> request, long micros, ExposureLimits limits, DateTimeOffset dueAt, CancellationToken cancellationToken = default)
    {
        var to = LedgerRules.Defer(from, request, micros, dueAt, Owner, Now);
        return await SwapAsync(from, to, limits, cancellationToken) switch
        {
            RedisLedgerScripts.Done => new DeferOutcome.Deferred(to),
            RedisLedgerScripts.OverLimit => new DeferOutcome.OverLimit(),
            _ => new DeferOutcome.Lost(),
        };
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(LedgerEntry from, CancellationToken cancellationToken = default) => LedgerRules.CanRelease(from)
        ? ReleaseAsync(from, RedisEntryCodec.Compared(from), cancellationToken)
        : throw new InvalidOperationException($"Not to be released: {from.State} after {from.Attempts} attempts.");

    /// <inheritdoc/>
    public async ValueTask<LedgerEntry?> FindAsync(AuthorizationKey key, CancellationToken cancellationToken = default) =>
        await ReadValueAsync(RedisKeys.Payment(key), cancellationToken) is { } value ? RedisEntryCodec.Decode(key, value) : null;

    private static double Score(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private async ValueTask<byte[]?> ReadValueAsync(byte[] payment, CancellationToken cancellationToken) =>
        await _store.AskAsync(_keys.Entry(payment), static (database, key) => database.StringGetAsync(key), cancellationToken);

    private long NextStamp() => Interlocked.Increment(ref _stamp);

    /// <summary>How long Redis is to keep an entry, by the clock of this process, which need not be that of Redis; null for ever.</summary>
    private TimeSpan? Lifetime(LedgerEntry entry)
    {
        if (LedgerRules.ForgetAt(entry, _store.Settings.Retention) is not { } forgetAt)
            return null;

        // Not at once, whatever the clocks say; and no longer than Redis can count.
        var lifetime = forgetAt - Now;
        return lifetime < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : lifetime > TimeSpan.FromDays(36500) ? TimeSpan.FromDays(36500) : lifetime;
    }

    private async ValueTask<bool> ReleaseAsync(LedgerEntry from, byte[] compared, CancellationToken cancellationToken)
    {
        var payment = RedisKeys.Payment(from.Key);
        RedisKey[] keys = [_keys.Entry(payment), _keys.History(payment), _keys.Index, _keys.Work(from), _keys.Identifier(from.Key, from.Identifier)];
        return (int)await _store.RunAsync(RedisLedgerScripts.Release, keys, [compared, payment], mayRepeat: false, cancellationToken) == 1;
    }

    private async ValueTask<int> SwapAsync(LedgerEntry from, LedgerEntry to, ExposureLimits? limits, CancellationToken cancellationToken)
    {
        var payment = RedisKeys.Payment(from.Key);
        var change = LedgerRules.ExposureChange(from, to);
        var value = RedisEntryCodec.Encode(to, NextStamp());
        RedisKey[] keys =
        [
            _keys.Entry(payment), _keys.History(payment), _keys.Index, _keys.Exposure, _keys.Owners, _keys.Work(from), _keys.Work(to),
            _keys.Identifier(from.Key, from.Identifier), _keys.Identifier(to.Key, to.Identifier),
        ];
        RedisValue[] values =
        [
            RedisEntryCodec.Compared(from),
            value,
            Lifetime(to) is { } lifetime ? (long)lifetime.TotalMilliseconds : 0,
            payment,
            Score(to.OpenedAt),
            LedgerRules.IsOpen(to) ? Score(to.DueAt ?? to.ChangedAt) : RedisValue.EmptyString,
            RedisEventCodec.Encode(LedgerEvent.Of(from)),
            RedisEventCodec.Encode(LedgerEvent.Of(to)),
            Owner,
            to.Key.Payer.ToArray(),
            change.Open,
            change.Defaulted,
            limits is { } some ? some.PerPayer.ToString(CultureInfo.InvariantCulture) : RedisValue.EmptyString,
            limits?.Total.ToString(CultureInfo.InvariantCulture) ?? RedisValue.EmptyString,
            to.Identifier is null ? 0 : 1,
        ];
        try
        {
            return (int)await _store.RunAsync(RedisLedgerScripts.Swap, keys, values, mayRepeat: true, cancellationToken);
        }
        catch (LedgerUnavailableException)
        {
            _lost.Add(from, to, value, Now);
            throw;
        }
    }
}
