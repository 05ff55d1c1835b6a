namespace CrawlGate.Benchmarks;

/// <summary>One kind of request to one server.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Server">The server.</param>
/// <param name="Path">What is asked for.</param>
/// <param name="UserAgent">Who asks.</param>
/// <param name="Status">The only status that counts: 200 or 402.</param>
internal sealed record Contestant(string Name, PinnedServer Server, string Path, string UserAgent, int Status)
{
    /// <summary>The whole URL.</summary>
    public Uri Url => new(Server.Url, Path);

    /// <summary>Files of payments, one for each burst of the warm-up and one for each run; null for requests without payment.</summary>
    public IReadOnlyList<string>? Payments { get; init; }
}
