namespace CrawlGate.AspNetCore;

/// <summary>One address in the cache. It is read without a lock and written under the cache's.</summary>
internal sealed class CachedAddress(UInt128 address)
{
    private volatile AddressNames? _names;
    private volatile PendingLookup? _pending;
    private volatile bool _isConfirming;

    public UInt128 Address { get; } = address;

    /// <summary>What is known, fresh or not; null before the first lookup ends.</summary>
    public AddressNames? Names
    {
        get => _names;
        set => _names = value;
    }

    /// <summary>The lookup under way.</summary>
    public PendingLookup? Pending
    {
        get => _pending;
        set => _pending = value;
    }

    /// <summary>Whether it has confirmed a crawler, and is worth keeping when the cache is full.</summary>
    public bool IsConfirming
    {
        get => _isConfirming;
        set => _isConfirming = value;
    }

    /// <summary>Before this time what is known is not looked up again, because trying failed.</summary>
    public DateTimeOffset RestUntil { get; set; }

    /// <summary>Whether nothing it knows can be used any longer.</summary>
    public bool IsExpired(DateTimeOffset now) => _names is not { } names || now - names.LearntAt >= names.LifetimeOf(NameVerdict.Confirmed);
}
