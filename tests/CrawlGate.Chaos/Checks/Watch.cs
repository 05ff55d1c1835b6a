using CrawlGate.AspNetCore;

namespace CrawlGate.Chaos;

/// <summary>
/// Looks, all the time, whether a page was read that is not paid: pages first and the chain after, so that what is found unpaid was.
/// Only deferred pages may be, up to their limit.
/// </summary>
internal sealed class Watch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly Crowd _crowd;
    private readonly ChainBook _chain;
    private readonly Books _books;
    private readonly HashSet<PaymentRecord> _unpaid = [];
    private readonly Task _watching;
    private int _seen;

    public Watch(Crowd crowd, ChainBook chain, Books books)
    {
        (_crowd, _chain, _books) = (crowd, chain, books);
        _watching = Task.Run(RunAsync);
    }

    public int Samples { get; private set; }

    /// <summary>The most that was open in the ledger, in millionths of a dollar.</summary>
    public long MostOpen { get; private set; }

    /// <summary>The most that was read and not paid on chain, in atomic units.</summary>
    public long MostUnpaid { get; private set; }

    public List<Violation> Violations { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await LookAsync();
            }
            catch (LedgerUnavailableException)
            {
                // One of the incidents.
            }
            catch (Exception exception)
            {
                Violations.Add(new Violation($"The watch could not look: {exception}"));
                return;
            }

            await Task.Delay(Interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync()
    {
        var open = (await _books.Ledger.ReadExposureAsync(null)).Open;
        MostOpen = Math.Max(MostOpen, open);
        if (open is > World.DeferredTotal or < 0)
            Violations.Add(new Violation($"The ledger has {open} open, the limit is {World.DeferredTotal}."));

        // The crowd only ever adds.
        var all = _crowd.Payments.ToArray();
        _unpaid.UnionWith(all.AsSpan(_seen).ToArray());
        _seen = all.Length;
        var served = _unpaid.Where(payment => payment.HasPage).ToArray();
        await _chain.CatchUpAsync();
        _unpaid.RemoveWhere(payment => _chain.Has(payment.Key));
        var unpaid = served.Where(payment => !_chain.Has(payment.Key)).ToArray();
        foreach (var payment in unpaid.Where(payment => payment.Flow != World.Deferred))
        {
            Violations.Add(new Violation($"A page of the {payment.Flow} flow was served before its payment was on chain.", payment));
            _unpaid.Remove(payment);
        }

        var sum = unpaid.Where(payment => payment.Flow == World.Deferred).Sum(payment => (long)World.PriceOf(payment.Flow));
        MostUnpaid = Math.Max(MostUnpaid, sum);
        if (sum > World.DeferredTotal)
            Violations.Add(new Violation($"Pages for {sum} are served and not paid, the limit is {World.DeferredTotal}."));
        Samples++;
    }
}
