using System.Collections.Concurrent;
using System.Numerics;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class DecisionIdTests
{
    [Fact]
    public void A_million_ids_from_many_threads_are_all_different()
    {
        var ids = new DecisionIds();
        var seen = new ConcurrentDictionary<ulong, bool>();
        Parallel.For(0, 1_000_000, _ => Assert.True(seen.TryAdd(ids.Next().Value, true)));
        Assert.Equal(1_000_000, seen.Count);
    }

    [Fact]
    public void Ids_are_13_characters_that_read_back_as_what_they_are()
    {
        var ids = new DecisionIds();
        for (var i = 0; i < 1000; i++)
        {
            var id = ids.Next();
            Assert.Matches("^[0-9a-hjkmnp-tv-z]{13}$", id.ToString());
            var value = id.ToString().Aggregate(BigInteger.Zero, (sum, c) => (sum * 32) + "0123456789abcdefghjkmnpqrstvwxyz".IndexOf(c));
            Assert.Equal(id.Value, (ulong)value);
        }
    }

    /// <summary>Of two ids in a row about half the bits differ, never in a pattern that repeats, and each bit is as often one as zero.</summary>
    [Fact]
    public void What_comes_next_cannot_be_seen()
    {
        const int Count = 20_000;
        var ids = new DecisionIds();
        var values = Enumerable.Range(0, Count).Select(_ => ids.Next().Value).ToArray();
        var steps = values.Zip(values.Skip(1), (one, next) => one ^ next).ToArray();
        Assert.Equal(steps.Length, steps.Distinct().Count());
        Assert.Equal(Count - 1, values.Zip(values.Skip(1), (one, next) => next - one).Distinct().Count());
        Assert.InRange(steps.Average(step => BitOperations.PopCount(step)), 31.5, 32.5);
        for (var bit = 0; bit < 64; bit++)
            Assert.InRange(values.Count(value => ((value >> bit) & 1) == 1), Count * 0.47, Count * 0.53);
    }

    [Fact]
    public void Two_processes_do_not_count_alike()
    {
        var (one, other) = (new DecisionIds(), new DecisionIds());
        Assert.Empty(Enumerable.Range(0, 100).Select(_ => one.Next()).Intersect(Enumerable.Range(0, 100).Select(_ => other.Next())));
    }
}
