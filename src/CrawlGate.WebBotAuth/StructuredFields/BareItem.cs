using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CrawlGate.WebBotAuth;

/// <summary>Kinds of bare items (RFC 9651 section 3.3) that signatures are made of.</summary>
internal enum BareItemKind
{
    None,
    Boolean,
    Integer,
    String,
    Token,
    ByteSequence,
}

/// <summary>A bare item: its kind and its text as received, which is its one serialisation too.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Raw">The text with its delimiters; of a Boolean the <c>?0</c> or <c>?1</c>.</param>
internal readonly record struct BareItem(BareItemKind Kind, ReadOnlyMemory<char> Raw)
{
    /// <summary>The value of a key without one.</summary>
    public static BareItem True { get; } = new(BareItemKind.Boolean, "?1".AsMemory());

    public bool IsTrue => Kind == BareItemKind.Boolean && Raw.Span[1] == '1';

    /// <summary>Whether this is a string of exactly this text, which needs no escaping.</summary>
    public bool IsString(ReadOnlySpan<char> text) => Kind == BareItemKind.String && Raw.Span[1..^1].SequenceEqual(text);

    public bool TryGetInteger(out long value)
    {
        value = 0;
        return Kind == BareItemKind.Integer && long.TryParse(Raw.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The text of a string, unescaped.</summary>
    public bool TryGetString([NotNullWhen(true)] out string? value)
    {
        value = null;
        if (Kind != BareItemKind.String)
            return false;

        var inner = Raw.Span[1..^1];
        if (!inner.Contains('\\'))
        {
            value = inner.ToString();
            return true;
        }

        var text = ArrayPool<char>.Shared.Rent(inner.Length);
        var length = 0;
        for (var i = 0; i < inner.Length; i++)
            text[length++] = inner[i] == '\\' ? inner[++i] : inner[i];
        value = new string(text, 0, length);
        ArrayPool<char>.Shared.Return(text);
        return true;
    }

    /// <summary>Decodes a byte sequence into a buffer; false when it is none or does not fit.</summary>
    public bool TryGetBytes(Span<byte> destination, out int length)
    {
        length = 0;
        return Kind == BareItemKind.ByteSequence && Convert.TryFromBase64Chars(Raw.Span[1..^1], destination, out length);
    }

    public override string ToString() => Raw.ToString();
}
