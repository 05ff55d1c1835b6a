using System.Runtime.CompilerServices;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

internal sealed partial class RedisPaymentLedger
{
    private const int PageSize = 500;

    /// <summary>How many payments of the index one sweep looks at; the next one goes on from there.</summary>
    private const int SweepSize = 20_000;

    /// <summary>How old an index line must be before it counts as left over: a claim writes both side by side.</summary>
    private static readonly TimeSpan SweepAge = TimeSpan.FromMinutes(1);

    private double _sweptTo = double.NegativeInfinity;

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var from = filter.From is { } first ? Score(first) : double.NegativeInfinity;
        var until = filter.Until is { } last ? Score(last) : double.PositiveInfinity;
        await foreach (var page in PagesAsync(from, until, cancellationToken))
        {
            foreach (var (_, entry) in await ReadEntriesAsync([.. page.Select(line => line.Element)], cancellationToken))
            {
                if (entry is not null && filter.Includes(entry))
                    yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken = default)
    {
        var payment = RedisKeys.Payment(key);
        var lines = await _store.AskAsync(_keys.History(payment), static (database, history) => database.ListRangeAsync(history), cancellationToken);
        if (lines.Length > 0)
            return [.. lines.Select(line => RedisEventCodec.Decode((byte[])line))];

        return await FindAsync(key, cancellationToken) is { } entry ? [LedgerEvent.Of(entry)] : [];
    }

    /// <inheritdoc/>
    public async ValueTask<Exposure> ReadExposureAsync(Address? payer, CancellationToken cancellationToken = default)
    {
        byte[] of = payer?.ToArray() ?? [];
        var sums = await _store.AskAsync(
            (_keys.Exposure, Fields: new RedisValue[] { (byte[])[.. of, (byte)'o'], (byte[])[.. of, (byte)'d'] }),
            static (database, call) => database.HashGetAsync(call.Exposure, call.Fields),
            cancellationToken);
        return new Exposure((long)sums[0], (long)sums[1]);
    }

    /// <inheritdoc/>
    public async ValueTask SweepAsync(CancellationToken cancellationToken = default)
    {
        var now = Now;
        var left = SweepSize;
        await foreach (var page in PagesAsync(_sweptTo, Score(now - SweepAge), cancellationToken))
        {
            await TrimAsync(_keys.Index, [.. page.Select(line => line.Element)], cancellationToken);
            _sweptTo = page[^1].Score;
            if ((left -= page.Length) <= 0)
                break;
        }

        if (left > 0)
            _sweptTo = double.NegativeInfinity;

        foreach (var owner in await ReadOwnersAsync(cancellationToken))
        {
            if (owner.Name != Owner && !IsAlive(owner.Value, now))
                await _store.RunAsync(RedisLedgerScripts.ForgetOwner, [_keys.Owners, _keys.Settling(owner.Name!)], [owner.Name, owner.Value], mayRepeat: true, cancellationToken);
        }
    }

    /// <summary>The index from one time to another, page by page. What is added or removed meanwhile moves nothing else out of sight.</summary>
    private async IAsyncEnumerable<SortedSetEntry[]> PagesAsync(double from, double until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<RedisValue>();
        while (true)
        {
            // Lines of one time have no order that a cursor could hold on to, so those of the last one are read again and left out.
            var lines = await _store.AskAsync(
                (_keys.Index, from, until, Count: PageSize + seen.Count),
                static (database, call) => database.SortedSetRangeByScoreWithScoresAsync(call.Index, call.from, call.until, take: call.Count),
                cancellationToken);
            var page = lines.Where(line => !seen.Contains(line.Element)).ToArray();
            if (page.Length == 0)
                yield break;

            if (page[^1].Score > from)
                seen.Clear();
            from = page[^1].Score;
            foreach (var line in page)
            {
                if (line.Score == from)
                    seen.Add(line.Element);
            }

            yield return page;
        }
    }

    private async ValueTask<IReadOnlyList<(byte[] Payment, LedgerEntry? Entry)>> ReadEntriesAsync(RedisValue[] payments, CancellationToken cancellationToken)
    {
        if (payments.Length == 0)
            return [];

        RedisKey[] keys = [.. payments.Select(payment => _keys.Entry((byte[])payment))];
        var values = await _store.AskAsync(keys, static (database, keys) => database.StringGetAsync(keys), cancellationToken);
        return [.. payments.Select((payment, i) => Entry(payment, values[i]))];

        static (byte[], LedgerEntry?) Entry(byte[] payment, byte[]? value) => (payment, value is null ? null : RedisEntryCodec.Decode(RedisKeys.Payment(payment), value));
    }
}
