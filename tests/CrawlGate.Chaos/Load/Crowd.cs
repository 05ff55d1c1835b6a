using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;

namespace CrawlGate.Chaos;

/// <summary>
/// Crawlers that go on paying for pages. Some send a payment twice at once, some try it on two pages, and one is always short of money.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int TwinPercent = 8;
    private const int TwoPagesPercent = 5;
    private const int PoorPauseMilliseconds = 500;

    private readonly ConcurrentQueue<PaymentRecord> _payments = new();
    private readonly ConcurrentBag<Purse> _purses = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly SemaphoreSlim _minting = new(1, 1);
    private readonly Anvil _chain;
    private readonly Buyer _buyer;
    private readonly Dice _dice;
    private readonly ConcurrentQueue<Task> _extra = new();
    private readonly Task _all;
    private int _pages;

    public Crowd(Anvil chain, Buyer buyer, Dice dice, int crawlers)
    {
        (_chain, _buyer, _dice) = (chain, buyer, dice);
        _all = Task.WhenAll(Enumerable.Range(0, crawlers).Select(index => Task.Run(() => CrawlAsync(World.Flows[index % World.Flows.Count]))).Append(Task.Run(CrawlPoorlyAsync)));
    }

    public IReadOnlyCollection<PaymentRecord> Payments => _payments;

    /// <summary>Lets everybody finish what they have begun; those who have neither page nor refusal in time are left as they are.</summary>
    public async Task FinishAsync(TimeSpan limit)
    {
        await _stop.CancelAsync();
        _giveUp.CancelAfter(limit);
        await Task.WhenAll([_all, .. _extra]);
    }

    /// <summary>Waits until so many more payments have got their pages; false when that takes too long.</summary>
    public async Task<bool> SellsAsync(int more, TimeSpan limit)
    {
        var (until, began) = (_payments.Count(payment => payment.HasPage) + more, TimeProvider.System.GetTimestamp());
        while (_payments.Count(payment => payment.HasPage) < until)
        {
            if (TimeProvider.System.GetElapsedTime(began) > limit)
                return false;
            await Task.Delay(50);
        }

        return true;
    }

    /// <summary>Begins one more purchase and answers what it was told first. It goes on like all others.</summary>
    public async Task<string> TryAsync(string flow, TimeSpan limit)
    {
        var path = NewPath(flow);
        var purse = await NewPurseAsync(World.PriceOf(flow));
        var payment = await SignAsync(purse, await _buyer.AskAsync(path, _stop.Token), flow, path);
        _extra.Enqueue(BuyToTheEndAsync(payment, path));
        var began = TimeProvider.System.GetTimestamp();
        while (payment.Log.Count == 0 && TimeProvider.System.GetElapsedTime(began) < limit)
            await Task.Delay(10);
        return payment.Log.FirstOrDefault() ?? "no answer";
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _giveUp.CancelAsync();
        await _all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var purse in _purses)
            purse.Dispose();
        _buyer.Dispose();
        _stop.Dispose();
        _minting.Dispose();
        _giveUp.Dispose();
    }

    private async Task CrawlAsync(string flow)
    {
        try
        {
            var purse = await NewPurseAsync(1_000_000_000);
            var quote = await _buyer.AskAsync(NewPath(flow), _stop.Token);
            while (!_stop.IsCancellationRequested)
            {
                var path = NewPath(flow);
                var payment = await SignAsync(purse, quote, flow, path);
                List<Task> buying = [_buyer.BuyAsync(payment, path, _giveUp.Token)];
                if (_dice.Percent(TwinPercent))
                    buying.Add(_buyer.BuyAsync(payment, path, _giveUp.Token));
                if (_dice.Percent(TwoPagesPercent))
                    buying.Add(_buyer.BuyAsync(payment, NewPath(flow), _giveUp.Token));
                await Task.WhenAll(buying);
                await Task.Delay(_dice.Moment(100));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task BuyToTheEndAsync(PaymentRecord payment, string path)
    {
        try
        {
            await _buyer.BuyAsync(payment, path, _giveUp.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Has the price of one page and signs two payments at once: both look good until one has settled.</summary>
    private async Task CrawlPoorlyAsync()
    {
        try
        {
            var purse = await NewPurseAsync(0);
            string[] flows = [World.Authorization, World.Upfront];
            var quotes = new Dictionary<string, JsonNode>();
            foreach (var flow in flows)
                quotes[flow] = await _buyer.AskAsync(NewPath(flow), _stop.Token);
            while (!_stop.IsCancellationRequested)
            {
                await MintAsync(purse, World.PriceOf(World.Authorization));
                await Task.WhenAll(flows.Select(async flow =>
                {
                    var path = NewPath(flow);
                    await _buyer.BuyAsync(await SignAsync(purse, quotes[flow], flow, path), path, _giveUp.Token);
                }));
                await Task.Delay(PoorPauseMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<Purse> NewPurseAsync(ulong funds)
    {
        var purse = new Purse();
        _purses.Add(purse);
        if (funds > 0)
            await MintAsync(purse, funds);
        return purse;
    }

    // The node gives out nonces of its own accounts in no order that callers at once could rely on.
    private async Task MintAsync(Purse purse, ulong funds)
    {
        await _minting.WaitAsync();
        try
        {
            await _chain.MintAsync(Anvil.BaseSepoliaUsdc, purse.Address, funds);
        }
        finally
        {
            _minting.Release();
        }
    }

    private async Task<PaymentRecord> SignAsync(Purse purse, JsonNode quote, string flow, string path)
    {
        var (authorization, header) = await purse.PayAsync(quote, path);
        var payment = new PaymentRecord(flow, authorization, header);
        _payments.Enqueue(payment);
        return payment;
    }

    private string NewPath(string flow) => $"/{flow}/p{Interlocked.Increment(ref _pages).ToString(CultureInfo.InvariantCulture)}";
}
