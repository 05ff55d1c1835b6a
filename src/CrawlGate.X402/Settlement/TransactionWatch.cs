using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>A journalled transaction that this process waits for. Times are counted from the start of the watcher.</summary>
internal sealed class TransactionWatch(JournaledTransaction transaction, SignerAccount? account)
{
    private readonly TaskCompletionSource<JournaledTransaction> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile JournaledTransaction _current = transaction;
    private int _busy;

    /// <summary>Who can sign replacements; null when another process's signer sent it.</summary>
    public SignerAccount? Account => account;

    /// <summary>The transaction as last read or written.</summary>
    public JournaledTransaction Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>By what name it went out last.</summary>
    public Bytes32 LastHash => Current.Broadcasts[^1].Hash;

    /// <summary>The transaction as it was closed, or is about to be where the chain leaves nothing open.</summary>
    public Task<JournaledTransaction> Closed => _closed.Task;

    /// <summary>When to look for it next, and how long to wait after that.</summary>
    public TimeSpan LookAt { get; set; }

    /// <summary>Doubles with every look.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>When to broadcast it again.</summary>
    public TimeSpan SendAt { get; set; }

    /// <summary>How long to wait before the broadcast after that.</summary>
    public TimeSpan SendInterval { get; set; }

    /// <summary>When its last form was first broadcast by us.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>How often the node refused its last form for good.</summary>
    public int Refusals { get; set; }

    /// <summary>Its receipt while that is not deep enough.</summary>
    public TransactionReceipt? Seen { get; set; }

    /// <summary>When it was first found as deep in the chain as asked for.</summary>
    public TimeSpan? FinalAt { get; set; }

    /// <summary>Since when its nonce is used up although none of its forms is known to be mined.</summary>
    public TimeSpan? MissingSince { get; set; }

    /// <summary>Since when it is the next one of its account.</summary>
    public TimeSpan? HeadSince { get; set; }

    /// <summary>Whether somebody works on it.</summary>
    public bool IsBusy => Volatile.Read(ref _busy) != 0;

    /// <summary>Whether it is time to look for it.</summary>
    public bool IsDue(TimeSpan now) => LookAt <= now && !IsBusy;

    /// <summary>Whether the caller is now the one who works on it; never once it is closed.</summary>
    public bool TryEnter()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            return false;
        if (!_closed.Task.IsCompleted)
            return true;

        Leave();
        return false;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave() => Volatile.Write(ref _busy, 0);

    /// <summary>Tells all who wait; the first word stands.</summary>
    public bool Finish(JournaledTransaction closed)
    {
        Current = closed;
        return _closed.TrySetResult(closed);
    }
}
