namespace CrawlGate.AspNetCore;

/// <summary>The crawlers known by name. Immutable.</summary>
internal sealed class CrawlerCatalogue
{
    private static readonly Lazy<CrawlerCatalogue> BuiltInCatalogue = new(ReadBuiltIn);

    private CrawlerCatalogue(DateOnly date, IReadOnlyList<Crawler> crawlers)
    {
        Date = date;
        Crawlers = crawlers;
    }

    /// <summary>What this version of CrawlGate knows; from <c>config/crawlers.json</c>.</summary>
    public static CrawlerCatalogue BuiltIn => BuiltInCatalogue.Value;

    /// <summary>The day on which its entries were last looked through.</summary>
    public DateOnly Date { get; }

    /// <summary>The crawlers; no two of them have the same token, whatever its case.</summary>
    public IReadOnlyList<Crawler> Crawlers { get; }

    /// <summary>A whole catalogue; null when something is wrong, and then every mistake is among the errors.</summary>
    public static CrawlerCatalogue? Read(ReadOnlySpan<byte> json, out IReadOnlyList<string> errors)
    {
        var found = new CatalogueErrors();
        var file = CatalogueFile.Read(json, found);
        if (file.Date is null && found.All.Count == 0)
            found.Add("date", "is missing");
        foreach (var (_, path) in file.Removed)
            found.Add(path, "there is nothing to remove it from");

        errors = found.All;
        return errors.Count == 0 ? new CrawlerCatalogue(file.Date!.Value, file.Crawlers) : null;
    }

    /// <summary>
    /// This catalogue with an operator's own file on top: its entries are added, or stand in the place of those with the same token,
    /// and <c>"remove": true</c> takes one out. Null when something is wrong, and then every mistake is among the errors.
    /// </summary>
    public CrawlerCatalogue? Extend(ReadOnlySpan<byte> json, out IReadOnlyList<string> errors)
    {
        var found = new CatalogueErrors();
        var file = CatalogueFile.Read(json, found);
        var byToken = new OrderedDictionary<string, Crawler>(Crawlers.Select(crawler => KeyValuePair.Create(crawler.Token, crawler)), StringComparer.OrdinalIgnoreCase);
        foreach (var (token, path) in file.Removed)
        {
            if (!byToken.Remove(token))
                found.Add(path, $"'{token}' is not in the catalogue");
        }

        foreach (var crawler in file.Crawlers)
            byToken[crawler.Token] = crawler;

        errors = found.All;
        return errors.Count == 0 ? new CrawlerCatalogue(file.Date > Date ? file.Date.Value : Date, [.. byToken.Values]) : null;
    }

    /// <summary>The same for a file on disk; that it cannot be read is one of the errors.</summary>
    public CrawlerCatalogue? ExtendFromFile(string path, out IReadOnlyList<string> errors)
    {
        try
        {
            using var file = File.OpenRead(path);
            var json = new byte[CatalogueFile.MaxBytes + 1];
            return Extend(json.AsSpan(0, file.ReadAtLeast(json, json.Length, throwOnEndOfStream: false)), out errors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors = [$"cannot be read: {exception.Message}"];
            return null;
        }
    }

    private static CrawlerCatalogue ReadBuiltIn()
    {
        using var resource = typeof(CrawlerCatalogue).Assembly.GetManifestResourceStream("crawlers.json")!;
        var json = new byte[resource.Length];
        resource.ReadExactly(json);
        return Read(json, out var errors) ?? throw new InvalidOperationException($"The built-in catalogue is broken: {string.Join("; ", errors)}");
    }
}
