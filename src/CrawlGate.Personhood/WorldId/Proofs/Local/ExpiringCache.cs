using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CrawlGate.Personhood;

/// <summary>
/// What a chain said a while ago. Only good answers are kept, never failures and never a no. It forgets everything when it is full: keys
/// may come from visitors, and then they are worth nothing.
/// </summary>
internal sealed class ExpiringCache<TKey, TValue>(TimeSpan lifetime, int capacity, TimeProvider timeProvider)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset Until)> _entries = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry) && timeProvider.GetUtcNow() < entry.Until;
        value = entry.Value;
        return found;
    }

    public void Set(TKey key, TValue value)
    {
        if (_entries.Count >= capacity)
            _entries.Clear();
        _entries[key] = (value, timeProvider.GetUtcNow() + lifetime);
    }
}
