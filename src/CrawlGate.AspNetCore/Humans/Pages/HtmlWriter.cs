using System.Text;
using System.Text.Encodings.Web;

namespace CrawlGate.AspNetCore;

/// <summary>Writes HTML so that what is text cannot become markup.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();

    /// <summary>Adds markup of our own.</summary>
    public HtmlWriter Markup(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Adds text, or the value of a quoted attribute.</summary>
    public HtmlWriter Text(string? text)
    {
        _html.Append(HtmlEncoder.Default.Encode(text ?? ""));
        return this;
    }

    public override string ToString() => _html.ToString();
}
