namespace CrawlGate.AspNetCore;

/// <summary>Collects the mistakes in a catalogue file, each with its path, like <c>crawlers[12].ipRanges[0].url: …</c>.</summary>
internal sealed class CatalogueErrors
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string path, string message) => _all.Add(path.Length == 0 ? message : $"{path}: {message}");

    public void AddUnknown<TValue>(string path, IReadOnlyDictionary<string, TValue>? members)
    {
        foreach (var name in members?.Keys ?? [])
            Add(path.Length == 0 ? name : $"{path}.{name}", "there is no such member");
    }

    /// <summary>Adds an error unless the text is there; answers whether it is.</summary>
    public bool Require(string path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
            return true;

        Add(path, "is missing");
        return false;
    }

    /// <summary>The absolute http or https URL; null and an error when it is none.</summary>
    public Uri? ReadUrl(string path, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0)
            return url;

        Add(path, $"'{text}' is not an absolute http or https URL");
        return null;
    }
}
