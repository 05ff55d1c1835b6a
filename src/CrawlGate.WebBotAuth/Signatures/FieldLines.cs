namespace CrawlGate.WebBotAuth;

/// <summary>The lines of one header field in the order received, none when the message lacks it.</summary>
public readonly struct FieldLines
{
    private readonly string? _line;
    private readonly string[]? _lines;

    /// <summary>A field sent as one line.</summary>
    public FieldLines(string line) => _line = line;

    /// <summary>A field sent as several lines.</summary>
    public FieldLines(string[] lines) => _lines = lines;

    /// <summary>How many lines there are; 0 when the field is absent.</summary>
    public int Count => _lines?.Length ?? (_line is null ? 0 : 1);

    /// <summary>A line's value.</summary>
    public string this[int index] => _lines?[index] ?? _line!;

    /// <summary>All lines as one value (RFC 9110 section 5.3); null when the field is absent.</summary>
    internal string? Combined => Count switch
    {
        0 => null,
        1 => this[0],
        _ => string.Join(", ", _lines!),
    };
}
