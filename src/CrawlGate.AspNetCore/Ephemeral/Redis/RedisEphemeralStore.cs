using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Remembers in the Redis of the ledger, for any number of gateways. A value begins with its end, which counts by the clock of the gateways;
/// by its own clock the server destroys it a little later. An append-only file keeps what is destroyed until the server rewrites it.
/// </summary>
internal sealed class RedisEphemeralStore(RedisStore store) : IEphemeralStore
{
    /// <summary>The end: microseconds since 1970 in decimal, because a script counts exactly no further than 2^53.</summary>
    private const int EndLength = 16;

    private const long LastEnd = 9_007_199_254_740_991;

    /// <summary>By how much the clock of the server may be ahead.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Adds a value unless there is one that has not ended.</summary>
    /// <remarks>KEYS value. ARGV now, new, milliseconds to keep it.</remarks>
    private const string Add = """
        local held = redis.call('GET', KEYS[1])
        if held and tonumber(string.sub(held, 1, 16)) > tonumber(ARGV[1]) then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    /// <summary>Replaces a value that has not ended if it is the one that is given.</summary>
    /// <remarks>KEYS value. ARGV now, new, milliseconds to keep it, old without its end.</remarks>
    private const string Swap = """
        local held = redis.call('GET', KEYS[1])
        if not held or tonumber(string.sub(held, 1, 16)) <= tonumber(ARGV[1]) or string.sub(held, 17) ~= ARGV[4] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    private readonly string _prefix = $"{{{store.Prefix}}}:eph:";

    public async ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        byte[]? held = await store.AskAsync(Key(key), static (database, key) => database.StringGetAsync(key), cancellationToken);
        return held is not null && long.Parse(held.AsSpan(0, EndLength), CultureInfo.InvariantCulture) > Microseconds(store.Time.GetUtcNow()) ? held[EndLength..] : null;
    }

    public async ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        await RunAsync(Add, key, value, until, null, cancellationToken);

    public async ValueTask<bool> TryReplaceAsync(
        string key, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        await RunAsync(Swap, key, to, until, from, cancellationToken);

    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        await store.AskAsync(Key(key), static (database, key) => database.KeyDeleteAsync(key), cancellationToken);

    // The server does it by itself.
    public ValueTask SweepAsync(CancellationToken cancellationToken = default) => default;

    private static long Microseconds(DateTimeOffset time) =>
        Math.Clamp((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond, 0, LastEnd);

    private RedisKey Key(string key) => _prefix + key;

    private async ValueTask<bool> RunAsync(
        string script, string key, ReadOnlyMemory<byte> value, DateTimeOffset until, ReadOnlyMemory<byte>? compared, CancellationToken cancellationToken)
    {
        var now = store.Time.GetUtcNow();
        var lifetime = (until > now ? until - now : TimeSpan.Zero) + Grace;
        var end = Encoding.ASCII.GetBytes(Microseconds(until).ToString("D16", CultureInfo.InvariantCulture));
        RedisValue[] values = [Microseconds(now), (byte[])[.. end, .. value.Span], (long)Math.Ceiling(lifetime.TotalMilliseconds)];
        if (compared is { } old)
            values = [.. values, old.ToArray()];

        // A step whose answer was lost may have been done, and would not recognise itself.
        return (int)await store.RunAsync(script, [Key(key)], values, mayRepeat: false, cancellationToken) == 1;
    }
}
