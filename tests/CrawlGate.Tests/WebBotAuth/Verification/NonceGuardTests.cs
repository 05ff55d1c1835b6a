using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class NonceGuardTests
{
    [Fact]
    public void Nonces_are_kept_apart_by_key_and_forgotten_once_expired()
    {
        var guard = new NonceGuard(100);

        Assert.Equal(NonceUse.New, guard.Use("a", "1", expires: 10, now: 0));
        Assert.Equal(NonceUse.New, guard.Use("b", "1", expires: 10, now: 0));
        Assert.Equal(NonceUse.Repeated, guard.Use("a", "1", expires: 10, now: 10));
        Assert.Equal(NonceUse.New, guard.Use("a", "1", expires: 20, now: 11));
    }

    [Fact]
    public void One_key_takes_a_quarter_and_all_keys_no_more_than_there_is()
    {
        var guard = new NonceGuard(8);

        Assert.Equal([NonceUse.New, NonceUse.New, NonceUse.Full, NonceUse.Full], Enumerable.Range(0, 4).Select(i => guard.Use("greedy", $"{i}", 10, 0)));
        Assert.Equal(NonceUse.Repeated, guard.Use("greedy", "0", 10, 0));
        Assert.All(Enumerable.Range(0, 6), i => Assert.Equal(NonceUse.New, guard.Use($"{i}", "n", 10, 0)));
        Assert.Equal(NonceUse.Full, guard.Use("late", "n", 10, 0));
        Assert.Equal(NonceUse.Repeated, guard.Use("5", "n", 10, 0));
        Assert.Equal(NonceUse.New, guard.Use("late", "n", 20, 11));
        Assert.Equal([NonceUse.New, NonceUse.Full], Enumerable.Range(1, 2).Select(i => guard.Use("late", $"{i}", 20, 11)));
    }
}
