using System.Globalization;
using System.Text;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What every store for what must be forgotten promises. A store's own test class opens several of them on one place.</summary>
public abstract class EphemeralStoreContract : IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    protected static readonly DateTimeOffset End = Start.AddMinutes(10);

    protected FixedTime Time { get; } = new(Start.ToUnixTimeSeconds());

    /// <summary>The store of one process.</summary>
    private protected IEphemeralStore Store { get; private set; } = null!;

    /// <summary>The store of another process on the same place.</summary>
    private protected IEphemeralStore Other { get; private set; } = null!;

    /// <summary>A store on this test's place.</summary>
    internal abstract IEphemeralStore Connect();

    /// <summary>Makes an empty place.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Removes the place.</summary>
    protected virtual Task RemoveAsync() => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        await PrepareAsync();
        (Store, Other) = (Connect(), Connect());
    }

    public async Task DisposeAsync()
    {
        foreach (var store in new[] { Store, Other })
        {
            if (store is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
        }

        await RemoveAsync();
    }

    [Fact]
    public async Task Of_a_hundred_racing_additions_of_two_processes_exactly_one_wins()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await (i % 2 == 0 ? Store : Other).TryAddAsync("a", new byte[] { (byte)i }, End))));
        Assert.Equal(1, added.Count(won => won));
        Assert.Equal([(byte)Array.IndexOf(added, true)], (await Other.ReadAsync("a"))!);
    }

    [Fact]
    public async Task Racing_replacements_lose_no_update()
    {
        await Store.TryAddAsync("n", Text("0"), End);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var store = i % 2 == 0 ? Store : Other;
            for (var done = 0; done < 25;)
            {
                var held = (await store.ReadAsync("n"))!;
                if (await store.TryReplaceAsync("n", held, Text((Number(held) + 1).ToString(CultureInfo.InvariantCulture)), End))
                    done++;
            }
        })));
        Assert.Equal(200, Number((await Store.ReadAsync("n"))!));
    }

    [Fact]
    public async Task A_value_is_there_for_all_until_its_end_and_for_nobody_from_then_on()
    {
        Assert.True(await Store.TryAddAsync("a", Text("x"), End));
        Time.Now = End.AddTicks(-TimeSpan.TicksPerMicrosecond);
        Assert.Equal(Text("x"), await Other.ReadAsync("a"));
        Assert.False(await Other.TryAddAsync("a", Text("y"), End.AddDays(1)));
        Assert.Equal(Text("x"), await Other.ReadAsync("a"));

        Time.Now = End;
        Assert.Null(await Store.ReadAsync("a"));
        Assert.False(await Other.TryReplaceAsync("a", Text("x"), Text("y"), End.AddDays(1)));
        Assert.Null(await Other.ReadAsync("a"));
        Assert.True(await Other.TryAddAsync("a", Text("z"), End.AddDays(1)));
        Assert.Equal(Text("z"), await Store.ReadAsync("a"));
    }

    [Fact]
    public async Task A_replacement_needs_the_value_that_is_there_and_brings_its_own_end()
    {
        Assert.False(await Store.TryReplaceAsync("a", default, Text("y"), End));
        Assert.False(await Store.TryReplaceAsync("a", Text("x"), Text("y"), End));
        Assert.Null(await Store.ReadAsync("a"));

        await Store.TryAddAsync("a", Text("x"), End);
        foreach (var wrong in new[] { "", "X", "xx", "x\0" })
            Assert.False(await Other.TryReplaceAsync("a", Text(wrong), Text("y"), End));
        Assert.True(await Other.TryReplaceAsync("a", Text("x"), Text("y"), End.AddMinutes(1)));
        Assert.False(await Store.TryReplaceAsync("a", Text("x"), Text("z"), End));

        Time.Now = End;
        Assert.Equal(Text("y"), await Store.ReadAsync("a"));
        Assert.True(await Store.TryReplaceAsync("a", Text("y"), Text("y"), End.AddSeconds(1)));
        Time.Now = End.AddSeconds(1);
        Assert.Null(await Other.ReadAsync("a"));
    }

    [Fact]
    public async Task What_is_removed_is_gone_and_may_be_added_again()
    {
        await Store.TryAddAsync("a", Text("x"), End);
        await Store.TryAddAsync("b", Text("x"), End);
        await Other.RemoveAsync("a");
        await Other.RemoveAsync("never there");
        Assert.Null(await Store.ReadAsync("a"));
        Assert.NotNull(await Store.ReadAsync("b"));
        Assert.False(await Store.TryReplaceAsync("a", Text("x"), Text("y"), End));
        Assert.True(await Store.TryAddAsync("a", Text("y"), End));
    }

    [Fact]
    public async Task Sweeping_destroys_what_has_ended_and_nothing_else()
    {
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Store.TryAddAsync($"over:{i}", Text("x"), End).AsTask()));
        await Store.TryAddAsync("b", Text("y"), End.AddTicks(TimeSpan.TicksPerMillisecond));
        Time.Now = End;
        await Other.SweepAsync();
        await Store.SweepAsync();

        // Even if the clock was wrong: destroyed is destroyed.
        Assert.Equal(Text("y"), await Other.ReadAsync("b"));
        await AssertDestroyedAsync([.. Enumerable.Range(0, 600).Select(i => $"over:{i}")]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    public async Task Values_are_kept_byte_for_byte(int length)
    {
        var value = new byte[length];
        for (var i = 0; i < length; i++)
            value[i] = (byte)(i * 7);
        var next = value.Append((byte)0).TakeLast(4096).ToArray();

        Assert.True(await Store.TryAddAsync("a", value, End));
        Assert.Equal(value, await Other.ReadAsync("a"));
        Assert.True(await Other.TryReplaceAsync("a", value, next, End));
        Assert.Equal(next, await Store.ReadAsync("a"));
        Assert.True(await Store.TryReplaceAsync("a", next, value, End));
        Assert.Equal(value, await Store.ReadAsync("a"));
    }

    [Fact]
    public async Task Keys_are_apart_when_they_differ_in_anything()
    {
        foreach (var key in new[] { "a", "A", "a:", "a:b", "ab" })
            Assert.True(await Store.TryAddAsync(key, Text(key), End));
        Assert.Equal(Text("A"), await Store.ReadAsync("A"));
        Assert.Equal(Text("a:"), await Store.ReadAsync("a:"));
    }

    [Fact]
    public async Task Of_a_hundred_racing_uses_of_one_mark_exactly_one_is_the_first()
    {
        OneTimeMarks[] marks = [new(Store, Time), new(Other, Time)];
        var uses = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await marks[i % 2].TryUseAsync("challenge", Text("id"), End, default))));
        Assert.Equal(1, uses.Count(first => first));
        Assert.True(await marks[0].TryUseAsync("challenge", Text("other id"), End, default));
        Assert.True(await marks[0].TryUseAsync("token", Text("id"), End, default));

        // From its end on it must not be usable again because it is forgotten.
        Time.Now = End;
        Assert.False(await marks[0].TryUseAsync("challenge", Text("id"), End, default));
    }

    [Fact]
    public async Task P40_Fifty_parallel_uses_of_a_limited_counter_grant_exactly_as_many_as_are_allowed()
    {
        LimitedCounter[] counters = [new(Store, Time), new(Other, Time)];
        var uses = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () => await counters[i % 2].TryCountAsync("person", 7, End, default))));
        Assert.Equal(7, uses.Count(granted => granted));
        Assert.False(await counters[0].TryCountAsync("person", 7, End, default));
        Assert.True(await counters[0].TryCountAsync("person", 8, End, default));
        Assert.True(await counters[1].TryCountAsync("another", 1, End, default));
        Assert.False(await counters[1].TryCountAsync("nobody", 0, End, default));
        Time.Now = End;
        Assert.False(await counters[1].TryCountAsync("another", 9, End, default));
        Assert.True(await counters[1].TryCountAsync("another", 1, End.AddDays(1), default));
    }

    /// <summary>Asserts that not even a clock that is set back finds them.</summary>
    private protected virtual async Task AssertDestroyedAsync(string[] keys)
    {
        Time.Now = Start;
        foreach (var key in keys)
            Assert.Null(await Store.ReadAsync(key));
    }

    protected static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static int Number(byte[] value) => int.Parse(Encoding.ASCII.GetString(value), CultureInfo.InvariantCulture);
}
