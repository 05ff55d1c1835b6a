namespace CrawlGate.X402;

/// <summary>
/// Who settles which payment. Whoever may have been sent one keeps it; somebody who only verified it may be replaced. Bounded: what is
/// over is forgotten first, and a settlement that may be under way not before its time.
/// </summary>
internal sealed class SettlerMemory(int capacity, TimeProvider timeProvider)
{
    /// <summary>Longer than authorizations live.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int MaxLooksForRoom = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<PaymentIdentity, Entry> _entries = [];
    private readonly Queue<(PaymentIdentity Payment, Entry Entry)> _byAge = new();

    /// <summary>The facilitator that may have been sent the payment to settle, or null.</summary>
    public PoolMember? SentTo(PaymentIdentity payment)
    {
        lock (_lock)
            return _entries.GetValueOrDefault(payment) is { IsSent: true } entry ? entry.Member : null;
    }

    /// <summary>Remembers who verified a payment, unless it was sent to somebody to settle.</summary>
    public void Verified(PaymentIdentity payment, PoolMember by)
    {
        lock (_lock)
        {
            if (GetOrAdd(payment, by) is { IsSent: false } entry)
                entry.Member = by;
        }
    }

    /// <summary>Who verified the payment or was sent it, or null.</summary>
    public PoolMember? Find(PaymentIdentity payment)
    {
        lock (_lock)
            return _entries.GetValueOrDefault(payment)?.Member;
    }

    /// <summary>
    /// Notes, before the first byte leaves, that a payment is sent, and answers to whom: who has it already, or else the given one. Null
    /// when there is no room for a note, so that it must not be sent.
    /// </summary>
    public PoolMember? Begin(PaymentIdentity payment, PoolMember member)
    {
        lock (_lock)
        {
            if (GetOrAdd(payment, member) is not { } entry)
                return null;

            entry.UnderWay++;
            return entry.Member;
        }
    }

    /// <summary>Ends what <see cref="Begin"/> began.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="wasReceived">Whether the facilitator may have got it.</param>
    /// <param name="isOver">Whether the outcome is known.</param>
    public void End(PaymentIdentity payment, bool wasReceived, bool isOver)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(payment, out var entry))
                return;

            entry.UnderWay--;
            entry.WasReceived |= wasReceived;
            entry.IsOver |= isOver;
        }
    }

    private Entry? GetOrAdd(PaymentIdentity payment, PoolMember member)
    {
        if (_entries.TryGetValue(payment, out var entry))
            return entry;
        if (!MakeRoom())
            return null;

        entry = new Entry { Member = member, ExpiresAt = timeProvider.GetUtcNow() + Lifetime };
        _entries.Add(payment, entry);
        _byAge.Enqueue((payment, entry));
        return entry;
    }

    private bool MakeRoom()
    {
        var now = timeProvider.GetUtcNow();
        while (_byAge.TryPeek(out var oldest) && oldest.Entry.ExpiresAt <= now && oldest.Entry.UnderWay == 0)
            _entries.Remove(_byAge.Dequeue().Payment);
        for (var looks = 0; _entries.Count >= capacity && looks < MaxLooksForRoom && _byAge.TryDequeue(out var oldest); looks++)
        {
            if (oldest.Entry.IsSent && !oldest.Entry.IsSettledOrRejected)
                _byAge.Enqueue(oldest);
            else
                _entries.Remove(oldest.Payment);
        }

        return _entries.Count < capacity;
    }

    private sealed class Entry
    {
        public required PoolMember Member { get; set; }

        public required DateTimeOffset ExpiresAt { get; init; }

        public int UnderWay { get; set; }

        public bool WasReceived { get; set; }

        public bool IsOver { get; set; }

        public bool IsSent => WasReceived || UnderWay > 0;

        public bool IsSettledOrRejected => IsOver && UnderWay == 0;
    }
}
