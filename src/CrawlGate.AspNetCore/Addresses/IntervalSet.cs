using System.Numerics;

namespace CrawlGate.AspNetCore;

/// <summary>An immutable set of numbers, kept as sorted intervals that neither overlap nor touch.</summary>
internal sealed class IntervalSet<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly T[] _firsts;
    private readonly T[] _lasts;

    /// <param name="intervals">Intervals in any order, ends included.</param>
    public IntervalSet(IEnumerable<(T First, T Last)> intervals)
    {
        var merged = new List<(T First, T Last)>();
        foreach (var (first, last) in intervals.OrderBy(interval => interval.First))
        {
            // Sorted, so that first - 1 cannot wrap when there is an interval before it that ends below.
            if (merged.Count > 0 && (first <= merged[^1].Last || first - T.One == merged[^1].Last))
                merged[^1] = (merged[^1].First, T.Max(merged[^1].Last, last));
            else
                merged.Add((first, last));
        }

        _firsts = [.. merged.Select(interval => interval.First)];
        _lasts = [.. merged.Select(interval => interval.Last)];
    }

    /// <summary>The intervals, sorted and apart from each other, ends included.</summary>
    public IEnumerable<(T First, T Last)> Intervals => _firsts.Zip(_lasts);

    /// <summary>How many numbers are in the set, which must not be all there are of 128 bits.</summary>
    public UInt128 Size
    {
        get
        {
            UInt128 size = 0;
            for (var i = 0; i < _firsts.Length; i++)
                size += UInt128.CreateTruncating(_lasts[i] - _firsts[i]) + 1;
            return size;
        }
    }

    /// <summary>Whether a number is in the set; no allocation, logarithmic time.</summary>
    public bool Contains(T value) => Intersects(value, value);

    /// <summary>Whether any number of an interval, ends included, is in the set.</summary>
    public bool Intersects(T first, T last)
    {
        int low = 0, high = _firsts.Length;
        while (low < high)
        {
            var middle = (int)((uint)(low + high) / 2);
            if (_firsts[middle] <= last)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && first <= _lasts[low - 1];
    }
}
