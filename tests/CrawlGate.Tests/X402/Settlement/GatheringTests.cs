using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class GatheringTests
{
    private readonly Gathering _patient = new(TimeSpan.FromMinutes(10), TimeProvider.System);

    [Fact]
    public void What_comes_while_nothing_is_under_way_goes_at_once()
    {
        _patient.Came();
        Assert.True(_patient.CompleteAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_comes_waits_until_as_much_waits_as_is_under_way()
    {
        Send(_patient, 3);
        _patient.Came();
        var complete = _patient.CompleteAsync();
        _patient.Came();
        await Task.Delay(20);
        Assert.False(complete.IsCompleted);
        _patient.Came();
        await complete.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_comes_waits_until_enough_has_arrived()
    {
        var arrivals = Send(_patient, 3);
        _patient.Came();
        var complete = _patient.CompleteAsync();
        arrivals[0].SetResult();
        await Task.Delay(20);
        Assert.False(complete.IsCompleted);
        arrivals[2].SetException(new IOException("that is an arrival too"));
        await complete.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Nothing_waits_for_ever()
    {
        var gathering = new Gathering(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Send(gathering, 3);
        gathering.Came();
        await gathering.CompleteAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void What_came_to_nothing_is_not_waited_for()
    {
        _patient.Came();
        _patient.Came();
        _patient.Went(null);
        Assert.True(_patient.CompleteAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_shared_pause_ends_at_the_same_moment_for_all_who_come_while_it_lasts()
    {
        var pause = new SharedPause(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var first = pause.NextAsync();
        Assert.Same(first, pause.NextAsync());
        await first;
        Assert.NotSame(first, pause.NextAsync());
    }

    private static TaskCompletionSource[] Send(Gathering gathering, int count)
    {
        var arrivals = new TaskCompletionSource[count];
        for (var i = 0; i < count; i++)
        {
            gathering.Came();
            gathering.Went((arrivals[i] = new TaskCompletionSource()).Task);
        }

        return arrivals;
    }
}
