using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The languages that the gate's pages speak.</summary>
internal static class PageLanguages
{
    /// <summary>The query parameter that asks for a language.</summary>
    public const string Parameter = "lang";

    private const int MaxHeaderLength = 512;
    private const int MaxRanges = 20;

    private static readonly PageTexts[] Spoken = [.. new[] { "en", "de", "fr", "es", "pt", "zh", "ja", "ar", "he" }.Select(Read)];

    private static readonly FrozenDictionary<string, PageTexts> ByTag = Spoken.ToFrozenDictionary(texts => texts.Language, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them, in the order of the pages' links.</summary>
    public static IReadOnlyList<PageTexts> All => Spoken;

    /// <summary>The one that is spoken when nothing else is asked for.</summary>
    public static PageTexts English => All[0];

    /// <summary>The one that a request asks for: by the parameter, else by <c>Accept-Language</c> (RFC 9110, section 12.5.4), else English.</summary>
    public static PageTexts Choose(HttpRequest request)
    {
        if (request.QueryString.HasValue && Find(request.Query[Parameter].ToString()) is { } asked)
            return asked;

        var header = request.Headers.AcceptLanguage.ToString();
        var rest = header.AsSpan(0, Math.Min(header.Length, MaxHeaderLength));
        PageTexts? best = null;
        var bestWeight = 0.0;
        for (var i = 0; i < MaxRanges && rest.Length > 0; i++)
        {
            var comma = rest.IndexOf(',');
            var (texts, weight) = ReadRange(comma < 0 ? rest : rest[..comma]);
            if (weight > bestWeight)
                (best, bestWeight) = (texts, weight);
            rest = comma < 0 ? [] : rest[(comma + 1)..];
        }

        return best ?? English;
    }

    /// <summary>The language of a tag, whatever its region and script; null when it is not spoken here.</summary>
    public static PageTexts? Find(ReadOnlySpan<char> tag)
    {
        var end = tag.IndexOfAny('-', '_');
        var language = end < 0 ? tag : tag[..end];
        if (language.Length is < 2 or > 8)
            return null;

        // The former code of Hebrew, which some systems still send.
        if (language.Equals("iw", StringComparison.OrdinalIgnoreCase))
            language = "he";
        return ByTag.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(language, out var texts) ? texts : null;
    }

    private static (PageTexts? Texts, double Weight) ReadRange(ReadOnlySpan<char> range)
    {
        var semicolon = range.IndexOf(';');
        var tag = (semicolon < 0 ? range : range[..semicolon]).Trim();
        var texts = tag is "*" ? English : Find(tag);
        return texts is null ? (null, 0) : (texts, semicolon < 0 ? 1 : ReadWeight(range[(semicolon + 1)..].Trim()));
    }

    private static double ReadWeight(ReadOnlySpan<char> parameter) =>
        parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
        && double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
        && weight is >= 0 and <= 1
            ? weight
            : 0;

    private static PageTexts Read(string language)
    {
        using var stream = typeof(PageLanguages).Assembly.GetManifestResourceStream($"texts/{language}.json")!;
        using var document = JsonDocument.Parse(stream);
        var texts = document.RootElement.EnumerateObject().ToFrozenDictionary(text => text.Name, text => text.Value.GetString()!);
        return new PageTexts(language, texts["language.direction"] == "rtl", texts);
    }
}
