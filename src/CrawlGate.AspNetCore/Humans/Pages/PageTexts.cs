using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>What the gate's pages say in one language.</summary>
/// <param name="language">Its tag (RFC 5646), like <c>en</c>.</param>
/// <param name="isRightToLeft">Whether it is written from right to left.</param>
/// <param name="texts">The texts by their names, like <c>challenge.title</c>.</param>
internal sealed class PageTexts(string language, bool isRightToLeft, IReadOnlyDictionary<string, string> texts)
{
    /// <summary>The language's tag.</summary>
    public string Language => language;

    /// <summary>Whether it is written from right to left.</summary>
    public bool IsRightToLeft => isRightToLeft;

    /// <summary>The names of all texts.</summary>
    public IEnumerable<string> Names => texts.Keys;

    /// <summary>A text; each language has all of them.</summary>
    public string this[string name] => texts[name];

    /// <summary>A text that there may be, or else another one that there is.</summary>
    public string OneOf(string name, string otherwise) => texts.GetValueOrDefault(name) ?? texts[otherwise];

    /// <summary>A text with values in the place of <c>{0}</c>, <c>{1}</c> and so on.</summary>
    public string Format(string name, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, texts[name], isRightToLeft ? [.. values.Select(Isolate)] : values);

    /// <summary>A time, rounded up: seconds, from a minute and a half on minutes, from an hour and a half on hours.</summary>
    public string Duration(int seconds) => seconds switch
    {
        < 90 => Format("time.seconds", Math.Max(seconds, 2)),
        < 5400 => Format("time.minutes", (seconds + 59) / 60),
        _ => Format("time.hours", (seconds + 3599) / 3600),
    };

    // A price or an address reads from left to right inside a sentence that does not (Unicode, annex 9).
    private static object Isolate(object value) => $"\u2068{Convert.ToString(value, CultureInfo.InvariantCulture)}\u2069";
}
