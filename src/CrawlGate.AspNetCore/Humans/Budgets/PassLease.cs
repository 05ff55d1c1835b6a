namespace CrawlGate.AspNetCore;

/// <summary>What this process holds for one pass: pages taken from the account in advance, pages being read, and what was refused until when.</summary>
internal sealed class PassLease(Pass pass)
{
    private readonly Lock _lock = new();
    private int _pages;
    private int _day;
    private ulong _network;
    private int _running;
    private int _waiting;
    private int _runningLocally;
    private HumanAccount? _local;
    private (BudgetOutcome Outcome, DateTimeOffset Until, ulong Network) _refusal;
    private bool _isClosed;
    private long _usedAt;

    /// <summary>Whose it is.</summary>
    public Pass Pass => pass;

    /// <summary>One at a time asks the store for more.</summary>
    public SemaphoreSlim Refill { get; } = new(1, 1);

    /// <summary>When it was used last, in ticks.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>Answers without the store: a page, if it has one, or a refusal; null when the store must be asked. Allocates nothing.</summary>
    public BudgetDraw? TryTake(DateTimeOffset now, ulong network, HumanBudget budget)
    {
        lock (_lock)
            return Take(now, network, budget);
    }

    /// <summary>Begins to ask the store, so that the lease stays; false when it was closed and another one has its place.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            _waiting += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave()
    {
        lock (_lock)
            _waiting--;
    }

    /// <summary>Takes out what is of no use now, of another day or network, to be given back.</summary>
    public (int Pages, int Day) TakeUnread()
    {
        lock (_lock)
        {
            var unread = (_pages, _day);
            _pages = 0;
            return unread;
        }
    }

    /// <summary>Puts back what could not be given back.</summary>
    public void PutUnread(int pages)
    {
        lock (_lock)
            _pages += pages;
    }

    /// <summary>Takes in a lot, and of that the page it was for.</summary>
    public BudgetDraw? Fill(DateTimeOffset now, SharedAccounts.Lot lot, ulong network, HumanBudget budget)
    {
        lock (_lock)
        {
            // Pages may have been refunded meanwhile.
            var kept = _day == lot.Day && _network == network ? _pages : 0;
            (_pages, _day, _network) = (kept + lot.Pages, lot.Day, network);
            return Take(now, network, budget);
        }
    }

    /// <summary>Remembers that there is nothing for a while.</summary>
    public BudgetDraw Refuse(DateTimeOffset now, SharedAccounts.Lot lot)
    {
        lock (_lock)
        {
            if (lot.Until is not { } until)
                return new BudgetDraw(lot.Outcome, 1);

            _refusal = (lot.Outcome, until, lot.Network);
            return new BudgetDraw(lot.Outcome, SecondsUntil(now, until));
        }
    }

    /// <summary>Counts in this process alone, while there is no store to count in.</summary>
    public BudgetDraw TakeLocally(DateTimeOffset now, ulong network, HumanBudget budget)
    {
        lock (_lock)
        {
            if (Take(now, network, budget) is { } draw)
                return draw;

            var (account, granted, outcome, retryAfter) = (_local ?? HumanAccount.Open(now, budget)).Draw(now, 1, network, budget);
            _local = account;
            if (granted == 0)
                return new BudgetDraw(outcome, retryAfter);

            _running++;
            _runningLocally++;
            return default;
        }
    }

    /// <summary>A page has been read, or was none that counts.</summary>
    public void Return(DateTimeOffset now, bool refund, HumanBudget budget)
    {
        lock (_lock)
        {
            if (_running == 0)
                return;

            _running--;
            var wasLocal = _runningLocally > 0;
            if (wasLocal)
                _runningLocally--;
            if (!refund)
                return;

            var today = HumanAccount.DayOf(now);
            if (wasLocal)
                _local = _local?.Return(1, today, budget);
            else if (_day == today)
                _pages++;
        }
    }

    /// <summary>Closes it for good when nobody has used it since a time; what is left over.</summary>
    public bool TryClose(DateTimeOffset now, DateTimeOffset idleSince, out int pages, out int day)
    {
        lock (_lock)
        {
            (pages, day) = (_pages, _day);
            var isOver = pass.ExpiresAt <= now;

            // What was counted here alone is nowhere else; after a day it makes no difference.
            var hasCounted = _local is { } local && now.ToUnixTimeMilliseconds() - local.At < TimeSpan.MillisecondsPerDay;
            if (_waiting > 0 || (!isOver && (_running > 0 || hasCounted || UsedAt > idleSince.UtcTicks)))
                return false;

            _isClosed = true;
            return true;
        }
    }

    /// <summary>Closes it for good, whatever it holds; false while the store is being asked for it.</summary>
    public bool TryDrop()
    {
        lock (_lock)
        {
            _isClosed |= _waiting == 0;
            return _isClosed;
        }
    }

    /// <summary>Gives out nothing more: the pass has ended.</summary>
    public void End(DateTimeOffset until)
    {
        lock (_lock)
            (_pages, _refusal) = (0, (BudgetOutcome.NoPass, until, 0));
    }

    private BudgetDraw? Take(DateTimeOffset now, ulong network, HumanBudget budget)
    {
        if (_isClosed)
            return null;

        Volatile.Write(ref _usedAt, now.UtcTicks);
        if (_running >= budget.Concurrency)
            return new BudgetDraw(BudgetOutcome.Concurrency, 1);

        // A page of yesterday is none of today's, and one for another network was not paid for.
        if (_pages > 0 && _network == network && _day == HumanAccount.DayOf(now))
        {
            _pages--;
            _running++;
            return default(BudgetDraw);
        }

        return now < _refusal.Until && (_refusal.Network == 0 || _refusal.Network == network)
            ? new BudgetDraw(_refusal.Outcome, SecondsUntil(now, _refusal.Until))
            : null;
    }

    private static int SecondsUntil(DateTimeOffset now, DateTimeOffset until) => (int)Math.Ceiling((until - now).TotalSeconds);
}
