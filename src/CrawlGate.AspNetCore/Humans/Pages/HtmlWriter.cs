using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CrawlGate.AspNetCore;

/// <summary>Writes HTML so that what is text cannot become markup.</summary>
internal sealed class HtmlWriter
{
    // Letters of every script stay as they are; what means something to HTML never does.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
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
        _html.Append(Encoder.Encode(text ?? ""));
        return this;
    }

    /// <summary>Adds what another one has written.</summary>
    public HtmlWriter Html(HtmlWriter other)
    {
        _html.Append(other._html);
        return this;
    }

    /// <summary>Adds markup of our own with text in its holes: what is written in the source is markup, every value is text.</summary>
    public HtmlWriter Write([InterpolatedStringHandlerArgument("")] Interpolation html)
    {
        _ = html;
        return this;
    }

    /// <summary>Copies everything as UTF-8.</summary>
    public void CopyTo(IBufferWriter<byte> writer)
    {
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var chunk in _html.GetChunks())
            encoder.Convert(chunk.Span, writer, flush: false, out _, out _);
        encoder.Convert([], writer, flush: true, out _, out _);
    }

    public override string ToString() => _html.ToString();

    /// <summary>An interpolated string whose values are encoded.</summary>
    [InterpolatedStringHandler]
    public readonly struct Interpolation(int literalLength, int formattedCount, HtmlWriter writer)
    {
        public int Length => literalLength + formattedCount;

        public void AppendLiteral(string markup) => writer.Markup(markup);

        public void AppendFormatted(string? text) => writer.Text(text);

        public void AppendFormatted(int number) => writer.Text(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(HtmlWriter html) => writer.Html(html);
    }
}
