using System.Globalization;
using System.Text.Json;

namespace CrawlGate.AspNetCore;

/// <summary>A catalogue file that has been read.</summary>
/// <param name="Date">When its entries were last looked through; null when it does not say.</param>
/// <param name="Crawlers">Its crawlers.</param>
/// <param name="Removed">Tokens to remove, each with the path that names it.</param>
internal sealed record CatalogueFile(DateOnly? Date, IReadOnlyList<Crawler> Crawlers, IReadOnlyList<(string Token, string Path)> Removed)
{
    /// <summary>The longest file that is read, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>Reads a file; what is wrong with it goes to the errors, and what is right is answered nevertheless.</summary>
    public static CatalogueFile Read(ReadOnlySpan<byte> json, CatalogueErrors errors)
    {
        var crawlers = new List<Crawler>();
        var removed = new List<(string, string)>();
        var document = ReadDocument(json, errors);
        if (document is null)
            return new CatalogueFile(null, crawlers, removed);

        errors.AddUnknown("", document.Unknown);
        if (document.Crawlers is null)
            errors.Add("crawlers", "is missing");

        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, element) in (document.Crawlers ?? []).Index())
        {
            var path = $"crawlers[{i}]";
            if (ReadEntry(element, path, errors) is not { } entry)
                continue;

            errors.AddUnknown(path, entry.Unknown);
            if (entry.Token is { } token && !paths.TryAdd(token, path))
                errors.Add($"{path}.token", $"'{token}' is already at {paths[token]}");
            if (entry.Remove == true)
                ReadRemoval(entry, path, removed, errors);
            else if (CatalogueEntryReader.Read(entry, path, errors) is { } crawler)
                crawlers.Add(crawler);
        }

        return new CatalogueFile(ReadDate(document.Date, errors), crawlers, removed);
    }

    private static CatalogueDocument? ReadDocument(ReadOnlySpan<byte> json, CatalogueErrors errors)
    {
        if (json.Length > MaxBytes)
        {
            errors.Add("", $"is longer than {MaxBytes} bytes");
            return null;
        }

        try
        {
            if (json.StartsWith("\uFEFF"u8))
                json = json[3..];
            if (JsonSerializer.Deserialize(json, CatalogueJsonContext.Default.CatalogueDocument) is { } document)
                return document;

            errors.Add("", "is null");
        }
        catch (JsonException exception)
        {
            errors.Add(Below("", exception), $"is not what it should be, at line {exception.LineNumber + 1}");
        }

        return null;
    }

    private static CatalogueEntry? ReadEntry(JsonElement element, string path, CatalogueErrors errors)
    {
        try
        {
            if (element.Deserialize(CatalogueJsonContext.Default.CatalogueEntry) is { } entry)
                return entry;

            errors.Add(path, "is null");
        }
        catch (JsonException exception)
        {
            errors.Add(Below(path, exception), "is of the wrong type, or is there twice");
        }

        return null;
    }

    private static void ReadRemoval(CatalogueEntry entry, string path, List<(string, string)> removed, CatalogueErrors errors)
    {
        if (!CatalogueEntryReader.CheckToken(entry.Token, $"{path}.token", errors))
            return;

        if (entry != new CatalogueEntry { Token = entry.Token, Remove = true, Unknown = entry.Unknown })
            errors.Add(path, "what is removed needs no description");
        removed.Add((entry.Token!, $"{path}.token"));
    }

    private static DateOnly? ReadDate(string? text, CatalogueErrors errors)
    {
        if (text is null)
            return null;

        if (DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;

        errors.Add("date", $"'{text}' is not a date like 2026-11-21");
        return null;
    }

    // The reader's paths begin with $, which is the file or the entry.
    private static string Below(string path, JsonException exception) => (path + exception.Path?.TrimStart('$')).TrimStart('.');
}
