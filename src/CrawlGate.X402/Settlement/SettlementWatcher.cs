using System.Collections.Concurrent;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// The one loop that looks after everything under way: one question for each account tells which of its transactions are mined, and
/// only those are asked for. It also adopts what other processes, or this one before a restart, left open in the journal.
/// </summary>
internal sealed class SettlementWatcher(SettlementParts parts, IReadOnlyDictionary<Address, SignerAccount> accounts, TransactionBroadcast broadcast, TransactionCare care, SettlementPace pace)
    : IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan AdoptForGap = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(Address Signer, ulong Nonce), TransactionWatch> _open = new();
    private readonly ConcurrentDictionary<Task, byte> _work = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _start = parts.Time.GetTimestamp();
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _adoptAt;
    private TimeSpan _sweepAt = SweepEvery;
    private TimeSpan _adoptedAt;
    private int _adopting;
    private Task _loop = Task.CompletedTask;

    /// <summary>Cancelled when nothing more is sent.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>How many transactions are watched.</summary>
    public int Open => _open.Count;

    private TimeSpan Now => parts.Time.GetElapsedTime(_start) + TimeSpan.FromTicks(1);

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Broadcasts a transaction that was just journalled, and watches it.</summary>
    public TransactionWatch Send(JournaledTransaction transaction)
    {
        var watch = Add(transaction, Now, SettlementPace.SlowestLook);
        if (watch.TryEnter())
        {
            Run(watch, async () =>
            {
                if (await broadcast.SendFirstAsync(watch, Now) is { } receipt)
                    await care.ConfirmAsync(watch, Now, receipt);
                watch.Interval = pace.FirstLook;
                watch.LookAt = Now + watch.Interval;
            });
        }

        return watch;
    }

    /// <summary>Watches a transaction that somebody waits for.</summary>
    public TransactionWatch Watch(JournaledTransaction transaction)
    {
        var watch = Add(transaction, Now + parts.Options.LostAfter, TimeSpan.Zero);
        Wake();
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Wake();
        try
        {
            await Task.WhenAll([_loop, .. _work.Keys]).WaitAsync(StopTimeout);
        }
        catch (TimeoutException)
        {
            // A node that hangs is not waited for; the journal knows what is under way.
        }
    }

    private TransactionWatch Add(JournaledTransaction transaction, TimeSpan sendAt, TimeSpan interval)
    {
        var id = (transaction.Signer, transaction.Nonce);
        if (_open.TryGetValue(id, out var known))
            return known;

        var account = accounts.GetValueOrDefault(transaction.Signer);
        var watch = new TransactionWatch(transaction, account) { SendAt = sendAt, SendInterval = TimeSpan.FromMilliseconds(100), LookAt = Now + interval, Interval = interval };
        var added = _open.GetOrAdd(id, watch);
        if (added == watch)
            account?.Opened();
        return added;
    }

    private void Forget(TransactionWatch watch)
    {
        if (!_open.TryRemove(KeyValuePair.Create((watch.Current.Signer, watch.Current.Nonce), watch)))
            return;

        watch.Account?.Closed();
        if (watch is { FinalAt: { } final, SentAt.Ticks: > 0 })
            pace.Observe(final - watch.SentAt);
    }

    private async Task RunAsync()
    {
        while (!IsStopping)
        {
            var wake = Volatile.Read(ref _wake).Task;
            var now = Now;
            if (now >= _adoptAt)
                Adopt(now);
            if (_open.Values.Any(watch => watch.IsDue(now)))
                await TryLookAsync(now);

            // Timers of waits that were cut short run on, so none is long.
            var next = now + SettlementPace.SlowestLook;
            foreach (var watch in _open.Values)
                next = watch.LookAt < next && !watch.IsBusy ? watch.LookAt : next;
            var delay = next - Now;
            if (delay > TimeSpan.Zero && !IsStopping)
                await Task.WhenAny(wake, Task.Delay(delay < SettlementPace.FastestLook ? SettlementPace.FastestLook : delay, parts.Time, Stopping));
            if (wake.IsCompleted)
                Interlocked.Exchange(ref _wake, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    private void Wake() => Volatile.Read(ref _wake).TrySetResult();

    private async Task TryLookAsync(TimeSpan now)
    {
        try
        {
            await LookAsync(now);
        }
        catch (Exception)
        {
            // Whatever a node, or a connection that was closed, comes up with: if this loop ended, nobody would look after what is under way.
            foreach (var watch in _open.Values.Where(watch => watch.IsDue(now)))
                watch.LookAt = now + SettlementPace.SlowestLook;
        }
    }

    private Task LookAsync(TimeSpan now) => Task.WhenAll(_open.Values.GroupBy(watch => watch.Current.Signer).Select(async group =>
    {
        var watches = group.ToArray();
        if (!Array.Exists(watches, watch => watch.IsDue(now)))
            return;

        var latest = parts.Options.Confirmations > 1 && Array.Exists(watches, watch => watch.Seen is not null) ? ReadAsync(parts.Rpc.GetBlockNumberAsync()) : Task.FromResult<ulong?>(null);
        var used = await ReadAsync(parts.Rpc.GetTransactionCountAsync(group.Key));
        if (used < watches.Min(watch => watch.Current.Nonce) && now - _adoptedAt > AdoptForGap)
            Adopt(now);

        var block = await latest;
        foreach (var watch in watches.Where(watch => (watch.LookAt <= now || watch.Current.Nonce < used) && watch.TryEnter()))
        {
            watch.Interval = pace.NextLook(watch.Interval);
            watch.LookAt = now + watch.Interval;
            Run(watch, () => care.LookAsync(watch, now, used, block));
        }
    }));

    private static async Task<ulong?> ReadAsync(Task<ulong> question)
    {
        try
        {
            return await question;
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Works on a transaction that was entered, on its own: no other one waits for it.</summary>
    private void Run(TransactionWatch watch, Func<Task> work)
    {
        var task = WorkAsync();
        if (task.IsCompleted)
            return;

        _work.TryAdd(task, 0);
        _ = task.ContinueWith(done => _work.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        async Task WorkAsync()
        {
            try
            {
                if (!IsStopping)
                    await work();
            }
            catch (Exception)
            {
                // Node, signer or store: the transaction stays open, and the next look tries again.
                watch.Interval = SettlementPace.SlowestLook;
                watch.LookAt = Now + SettlementPace.SlowestLook;
            }
            finally
            {
                if (watch.Closed.IsCompleted)
                    Forget(watch);
                watch.Leave();
                Wake();
            }
        }
    }

    private void Adopt(TimeSpan now)
    {
        _adoptAt = now + parts.Options.AdoptEvery;
        _adoptedAt = now;
        if (Interlocked.CompareExchange(ref _adopting, 1, 0) == 0)
            _ = Task.Run(AdoptAsync);
    }

    /// <summary>Those of other processes are broadcast too: their writers may be gone, and the same bytes do no harm.</summary>
    private async Task AdoptAsync()
    {
        try
        {
            foreach (var account in accounts.Keys)
            {
                foreach (var transaction in await parts.Journal.ReadOpenAsync(parts.ChainId, account))
                    Add(transaction, Now, TimeSpan.Zero);
            }

            if (Now >= _sweepAt)
            {
                _sweepAt = Now + SweepEvery;
                await parts.Journal.SweepAsync(parts.Time.GetUtcNow() - parts.Options.Retention);
            }
        }
        catch (Exception)
        {
            // The store is down: soon again, for nobody else looks after what is in it.
            _adoptAt = Now + TimeSpan.FromSeconds(1);
        }
        finally
        {
            Volatile.Write(ref _adopting, 0);
            Wake();
        }
    }
}
