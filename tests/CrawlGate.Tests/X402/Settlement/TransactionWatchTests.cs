using CrawlGate.Tests.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class TransactionWatchTests
{
    [Fact]
    public void One_works_on_a_transaction_at_a_time_and_nobody_once_it_is_closed()
    {
        var transaction = new JournaledTransaction
        {
            ChainId = 84532,
            Signer = new UncheckedSigner().Address,
            Nonce = 0,
            Version = 1,
            Broadcasts = [new SignedBroadcast(default, default, 0, 0, default)],
            Payments = [],
            IsOpen = true,
            CreatedAt = default,
        };
        var watch = new TransactionWatch(transaction, null);

        Assert.True(watch.TryEnter());
        Assert.False(watch.TryEnter());
        watch.Leave();
        Assert.True(watch.TryEnter());
        watch.Finish(transaction with { IsOpen = false });
        watch.Leave();
        Assert.False(watch.TryEnter());
        Assert.False(watch.IsBusy);
    }
}
