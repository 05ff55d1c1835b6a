namespace CrawlGate.Personhood;

/// <summary>How <see cref="WorldIdCloudProofs"/> talks to World's cloud.</summary>
public sealed record WorldIdCloudOptions
{
    /// <summary>The service; the path <c>/api/v4/verify/…</c> is appended.</summary>
    public Uri BaseUrl { get; init; } = new("https://developer.world.org/");

    /// <summary>The <c>Authorization</c> header, which the service asks for where proofs are not of production; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>How long one verification may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longer answers are not read.</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024;
}
