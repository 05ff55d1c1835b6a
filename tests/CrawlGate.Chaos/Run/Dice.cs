namespace CrawlGate.Chaos;

/// <summary>Numbers that look like chance and come back with their seed (SplitMix64). Safe to share.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>At least 0, less than the end.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>Between both, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True so many times in a hundred.</summary>
    public bool Percent(int chance) => Below(100) < chance;

    /// <summary>A moment of up to so many milliseconds.</summary>
    public TimeSpan Moment(int milliseconds) => TimeSpan.FromMilliseconds(Below(milliseconds));

    /// <summary>The same things in another order.</summary>
    public List<T> Shuffle<T>(IEnumerable<T> things) => [.. things.Select(thing => (Order: Next(), thing)).OrderBy(pair => pair.Order).Select(pair => pair.thing)];

    private ulong Next()
    {
        var z = Interlocked.Add(ref _state, 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
