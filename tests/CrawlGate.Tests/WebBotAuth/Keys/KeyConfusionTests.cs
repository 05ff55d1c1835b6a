using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public class KeyConfusionTests
{
    [Fact]
    public void Keys_that_are_used_in_turn_on_one_thread_do_not_answer_for_each_other()
    {
        using var first = Ed25519SigningKey.Generate();
        using var second = Ed25519SigningKey.Generate();
        var (firstKey, secondKey) = (first.ToVerificationKey(), second.ToVerificationKey());
        var (bySecond, byFirst) = (second.Sign("text"u8), first.Sign("text"u8));

        Assert.True(firstKey.Verify("text"u8, byFirst));
        Assert.True(secondKey.Verify("text"u8, bySecond));
        Assert.False(firstKey.Verify("text"u8, bySecond));
        Assert.False(secondKey.Verify("text"u8, byFirst));
        Assert.True(firstKey.Verify("text"u8, byFirst));
    }
}
