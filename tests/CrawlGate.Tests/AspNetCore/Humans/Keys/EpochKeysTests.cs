using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class EpochKeysTests
{
    private const int Week = 2967;

    private readonly FixedTime _time = new(Epochs.StartOf(Week).AddDays(2).ToUnixTimeSeconds());
    private readonly WatchedStore _store;

    public EpochKeysTests() => _store = new WatchedStore(new MemoryEphemeralStore(_time));

    [Fact]
    public async Task All_gateways_have_the_same_keys_whoever_is_first()
    {
        var gateways = Enumerable.Range(0, 20).Select(_ => new EpochKeys(_store, _time)).ToArray();
        var keys = await Task.WhenAll(gateways.Select(gateway => Task.Run(async () => await gateway.IssuingAsync(default))));
        Assert.All(keys, key => Assert.Equal(keys[0].Passes.ToArray(), key.Passes.ToArray()));
        Assert.Equal((Week, Epochs.EndOf(Week)), (keys[0].Epoch, keys[0].Ends));
    }

    [Fact]
    public async Task Each_purpose_and_each_week_has_a_key_of_its_own()
    {
        var keys = new EpochKeys(_store, _time);
        var all = new List<string>();
        foreach (var _ in new[] { 1, 2 })
        {
            var key = await keys.IssuingAsync(default);
            all.AddRange(new[] { key.Passes.ToArray(), key.Challenges.ToArray(), key.Subjects.ToArray(), key.Tokens.ToArray(), key.Agents.ToArray() }.Select(Convert.ToHexString));
            _time.Now += TimeSpan.FromDays(7);
        }

        Assert.Equal(10, all.Distinct().Count());
        Assert.All(all, key => Assert.Equal(64, key.Length));
    }

    [Fact]
    public async Task P51_A_new_week_leaves_the_old_keys_good_until_their_end_and_then_destroys_them()
    {
        _time.Now = Epochs.EndOf(Week).AddHours(-13);
        var keys = new EpochKeys(_store, _time);
        var old = await keys.IssuingAsync(default);
        var bytes = old.Passes.ToArray();

        _time.Now = Epochs.EndOf(Week).AddHours(-12);
        Assert.Equal(Week + 1, (await keys.IssuingAsync(default)).Epoch);
        _time.Now = Epochs.EndOf(Week).AddTicks(-1);
        Assert.True(keys.TryGet(Week, out var still));
        Assert.Equal(bytes, still.Passes.ToArray());
        Assert.Equal(bytes, (await new EpochKeys(_store, _time).FindAsync(Week, default))!.Passes.ToArray());

        _time.Now = Epochs.EndOf(Week);
        Assert.False(keys.TryGet(Week, out _));
        Assert.Null(await keys.FindAsync(Week, default));
        Assert.True(keys.TryGet(Week + 1, out _));

        _time.Now += TimeSpan.FromMinutes(1);
        await keys.TidyAsync(default);
        await _store.SweepAsync();
        Assert.All(old.Passes.ToArray(), value => Assert.Equal(0, value));
        _time.Now = Epochs.StartOf(Week);
        Assert.Null(await _store.ReadAsync($"epoch:{Week}"));
        Assert.NotEqual(0, (await keys.FindAsync(Week + 1, default))!.Passes[..8].ToArray().Sum(value => value));
    }

    [Fact]
    public async Task Made_up_weeks_reach_the_store_hardly_ever()
    {
        var keys = new EpochKeys(_store, _time);
        foreach (var epoch in new[] { 0, -1, int.MinValue, int.MaxValue, Week - 2, Week - 1, Week + 2 })
            Assert.Null(await keys.FindAsync(epoch, default));
        Assert.Equal(0, _store.Asked);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => Assert.Null(await keys.FindAsync(Week + i % 2, default)))));
        Assert.Equal(2, _store.Asked);

        // But not for long.
        await new EpochKeys(_store, _time).IssuingAsync(default);
        _time.Now += TimeSpan.FromSeconds(2);
        Assert.NotNull(await keys.FindAsync(Week, default));
    }

    [Fact]
    public async Task A_known_key_is_not_asked_for_again()
    {
        var keys = new EpochKeys(_store, _time);
        await keys.IssuingAsync(default);
        var asked = _store.Asked;
        _store.IsAway = true;
        Assert.NotNull(await keys.FindAsync(Week, default));
        await keys.IssuingAsync(default);
        Assert.Equal(asked, _store.Asked);
        Allocation.AssertNone(() => keys.TryGet(Week, out _));
        Allocation.AssertNone(() => keys.TryGet(Week + 1, out _));
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_and_asked_again_a_little_later()
    {
        var keys = new EpochKeys(_store, _time);
        _store.IsAway = true;
        for (var i = 0; i < 50; i++)
            await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await keys.IssuingAsync(default));
        Assert.Equal(1, _store.Asked);

        _store.IsAway = false;
        _time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(Week, (await keys.IssuingAsync(default)).Epoch);
    }
}
