namespace CrawlGate.Benchmarks;

/// <summary>One thing measured several times.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">The unit of its values.</param>
/// <param name="Values">Every value, in the order of measurement.</param>
internal sealed record Series(string Name, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>The middle value.</summary>
    public double Median
    {
        get
        {
            var sorted = Values.Order().ToArray();
            var middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
