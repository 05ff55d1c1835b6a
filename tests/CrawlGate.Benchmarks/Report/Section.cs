namespace CrawlGate.Benchmarks;

/// <summary>What one suite found.</summary>
/// <param name="Name">The suite.</param>
/// <param name="Machine">Where and when it ran.</param>
/// <param name="Notes">How it was measured.</param>
/// <param name="Figures">The figures that have targets.</param>
/// <param name="Series">All raw numbers.</param>
internal sealed record Section(string Name, MachineFacts Machine, IReadOnlyList<string> Notes, IReadOnlyList<Figure> Figures, IReadOnlyList<Series> Series);
