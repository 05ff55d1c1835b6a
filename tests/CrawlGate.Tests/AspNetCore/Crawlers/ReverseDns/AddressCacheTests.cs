using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class AddressCacheTests
{
    private readonly FixedTime _time = new(1_800_000_000);
    private readonly AddressCache _cache;

    public AddressCacheTests() => _cache = new AddressCache(capacity: 4, maxLookups: 2, TimeSpan.FromSeconds(20), _time);

    [Fact]
    public void It_stays_as_large_as_it_may_be_and_the_oldest_leave()
    {
        for (var i = 1; i <= 1000; i++)
        {
            Learn(i, Names());
            Assert.Equal(Math.Min(i, 4), _cache.Count);
        }

        Assert.Equal([997, 998, 999, 1000], Held(1000));
    }

    [Fact]
    public void Strangers_do_not_push_out_who_confirmed()
    {
        Confirm(Learn(1, Names()));
        Learn(2, Names());
        Confirm(Learn(3, Names()));
        for (var i = 10; i < 100; i++)
            Learn(i, Names());
        Assert.Equal([1, 3, 98, 99], Held(100));
    }

    [Fact]
    public void Who_confirmed_leaves_when_it_is_over_or_when_all_others_did_so_too()
    {
        Confirm(Learn(1, Names(ttl: TimeSpan.FromMinutes(10))));
        Confirm(Learn(2, Names(ttl: TimeSpan.FromHours(10))));
        Confirm(Learn(3, Names(ttl: TimeSpan.FromHours(10))));
        Learn(4, Names());
        Learn(5, Names());
        Assert.Equal([1, 2, 3, 5], Held(10));

        _time.Now += TimeSpan.FromMinutes(11);
        Learn(6, Names());
        Assert.Equal([2, 3, 5, 6], Held(10));
        Confirm(Learn(7, Names(ttl: TimeSpan.FromHours(10))));
        Confirm(Learn(8, Names(ttl: TimeSpan.FromHours(10))));
        Learn(9, Names());
        Assert.Equal([3, 7, 8, 9], Held(10));
    }

    [Fact]
    public void Renewing_does_not_grow_it()
    {
        var names = Names();
        for (var i = 0; i < 100; i++)
            Assert.Same(names, Learn(1, names).Names);
        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public void Beyond_the_limit_nothing_is_begun_nor_remembered()
    {
        var first = _cache.Begin(1, null, out _);
        var second = _cache.Begin(2, null, out _);
        Assert.Null(_cache.Begin(3, null, out var isNew));
        Assert.False(isNew);
        Assert.Equal(2, _cache.Count);
        Assert.Same(second, _cache.Begin(2, null, out isNew));
        Assert.False(isNew);

        _cache.End(first!, Names());
        Assert.True(first!.Waited.IsCompletedSuccessfully);
        Assert.NotNull(_cache.Begin(3, null, out isNew));
        Assert.True(isNew);
        _cache.End(second!, Names());
    }

    [Fact]
    public void What_was_learnt_meanwhile_is_not_asked_again()
    {
        var entry = Learn(1, Names());
        Assert.Null(_cache.Begin(1, null, out _));
        Assert.NotNull(_cache.Begin(1, entry.Names, out var isNew));
        Assert.True(isNew);
    }

    [Fact]
    public void A_failure_does_not_replace_what_is_still_good()
    {
        var names = Names();
        var failure = new AddressNames([], false, DnsFailure.TimedOut, TimeSpan.Zero, _time.Now);
        Assert.Same(names, Learn(1, names).Names);
        Assert.Same(names, Learn(1, failure).Names);

        Assert.Null(_cache.Begin(1, names, out _));
        _time.Now += TimeSpan.FromSeconds(31);
        Assert.Same(names, Learn(1, failure).Names);
        _time.Now += TimeSpan.FromHours(25);
        Assert.Same(failure, Learn(1, failure).Names);
    }

    [Fact]
    public async Task A_hundred_threads_begin_one_lookup()
    {
        var begun = 0;
        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (_, _) =>
        {
            await Task.Yield();
            Assert.NotNull(_cache.Begin(1, null, out var isNew));
            if (isNew)
                Interlocked.Increment(ref begun);
        });
        Assert.Equal(1, begun);
    }

    private static void Confirm(CachedAddress entry) => entry.IsConfirming = true;

    private AddressNames Names(TimeSpan ttl = default) => new([], false, null, ttl, _time.Now);

    private CachedAddress Learn(int address, AddressNames names)
    {
        var seen = _cache.TryGet((UInt128)address, out var entry) ? entry.Names : null;
        var lookup = _cache.Begin((UInt128)address, seen, out var isNew);
        Assert.True(isNew);
        _cache.End(lookup!, names);
        return lookup!.Entry;
    }

    private int[] Held(int upTo) => [.. Enumerable.Range(0, upTo + 1).Where(i => _cache.TryGet((UInt128)i, out _))];
}
