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

    /// <summary>A text; each language has all of them.</summary>
    public string this[string name] => texts[name];

    /// <summary>A text with values in the place of <c>{0}</c>, <c>{1}</c> and so on.</summary>
    public string Format(string name, params object[] values) => string.Format(CultureInfo.InvariantCulture, texts[name], values);
}
