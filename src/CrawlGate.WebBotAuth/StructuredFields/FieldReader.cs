using System.Diagnostics.CodeAnalysis;

namespace CrawlGate.WebBotAuth;

/// <summary>
/// Reads structured fields (RFC 9651), as much of them as signatures need and stricter than the specification: every value has one
/// spelling, no key comes twice, sizes have limits. False means malformed.
/// </summary>
internal ref struct FieldReader
{
    private readonly ReadOnlyMemory<char> _memory;
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private FieldReader(string field)
    {
        _memory = field.AsMemory();
        _text = field;
    }

    /// <summary>Reads a dictionary with at least one member.</summary>
    public static bool TryReadDictionary(string field, [NotNullWhen(true)] out FieldMember[]? members)
    {
        members = null;
        if (field.Length > FieldLimits.Length)
            return false;

        var reader = new FieldReader(field);
        var read = new List<FieldMember>(2);
        reader.SkipSpaces();
        while (true)
        {
            if (read.Count == FieldLimits.Members || !reader.TryReadMember(out var member) || read.Exists(other => other.Key == member.Key))
                return false;

            read.Add(member);
            reader.SkipBlanks();
            if (reader.IsAtEnd)
                break;
            if (!reader.TrySkip(','))
                return false;

            reader.SkipBlanks();
        }

        members = [.. read];
        return true;
    }

    /// <summary>Reads a single item with its parameters.</summary>
    public static bool TryReadItem(string field, out FieldItem item)
    {
        item = default;
        var reader = new FieldReader(field);
        reader.SkipSpaces();
        if (field.Length > FieldLimits.Length || !reader.TryReadItem(out item))
            return false;

        reader.SkipSpaces();
        return reader.IsAtEnd;
    }

    private readonly bool IsAtEnd => _at == _text.Length;

    private readonly char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool TryReadMember([NotNullWhen(true)] out FieldMember? member)
    {
        member = null;
        if (!TryReadKey(out var key))
            return false;

        FieldItem item;
        FieldItem[]? list = null;
        if (!TrySkip('='))
        {
            if (!TryReadParameters(out var parameters))
                return false;

            item = new FieldItem(BareItem.True, parameters);
        }
        else if (Current == '(')
        {
            if (!TryReadInnerList(out list) || !TryReadParameters(out var parameters))
                return false;

            item = new FieldItem(default, parameters);
        }
        else if (!TryReadItem(out item))
        {
            return false;
        }

        member = new FieldMember(key.ToString(), item, list);
        return true;
    }

    private bool TryReadInnerList([NotNullWhen(true)] out FieldItem[]? items)
    {
        items = null;
        var read = new List<FieldItem>(4);
        _at++;
        while (true)
        {
            SkipSpaces();
            if (TrySkip(')'))
                break;
            if (read.Count == FieldLimits.Items || !TryReadItem(out var item) || Current is not (' ' or ')'))
                return false;

            read.Add(item);
        }

        items = [.. read];
        return true;
    }

    private bool TryReadItem(out FieldItem item)
    {
        item = default;
        if (!TryReadBareItem(out var value) || !TryReadParameters(out var parameters))
            return false;

        item = new FieldItem(value, parameters);
        return true;
    }

    private bool TryReadParameters(out FieldParameters parameters)
    {
        parameters = default;
        if (Current != ';')
            return true;

        var read = new List<FieldParameter>(4);
        while (TrySkip(';'))
        {
            SkipSpaces();
            if (read.Count == FieldLimits.Parameters || !TryReadKey(out var key))
                return false;

            var value = BareItem.True;
            if (TrySkip('=') && !TryReadBareItem(out value))
                return false;
            foreach (var other in read)
                if (other.Is(key.Span))
                    return false;

            read.Add(new FieldParameter(key, value));
        }

        parameters = new FieldParameters([.. read]);
        return true;
    }

    private bool TryReadKey(out ReadOnlyMemory<char> key)
    {
        var start = _at;
        if (Current is '*' or (>= 'a' and <= 'z'))
            while (Current is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-' or '.' or '*')
                _at++;

        key = _memory[start.._at];
        return key.Length > 0;
    }

    private bool TryReadBareItem(out BareItem item)
    {
        var start = _at;
        BareItemKind? kind = Current switch
        {
            '"' => SkipString() ? BareItemKind.String : null,
            ':' => SkipByteSequence() ? BareItemKind.ByteSequence : null,
            '?' => SkipBoolean() ? BareItemKind.Boolean : null,
            '-' or (>= '0' and <= '9') => SkipInteger() ? BareItemKind.Integer : null,
            var c when c == '*' || char.IsAsciiLetter(c) => SkipToken(),
            _ => null,
        };
        item = kind is { } known ? new BareItem(known, _memory[start.._at]) : default;
        return kind is not null;
    }

    private bool SkipString()
    {
        for (_at++; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case '"':
                    _at++;
                    return true;
                case '\\' when _at + 1 < _text.Length && _text[_at + 1] is '"' or '\\':
                    _at++;
                    break;
                case '\\' or < ' ' or > '~':
                    return false;
            }
        }

        return false;
    }

    private bool SkipByteSequence()
    {
        var length = _text[(_at + 1)..].IndexOf(':');
        if (length < 0 || !Base64Text.IsCanonical(_text.Slice(_at + 1, length)))
            return false;

        _at += length + 2;
        return true;
    }

    private bool SkipBoolean()
    {
        _at += 2;
        return _at <= _text.Length && _text[_at - 1] is '0' or '1';
    }

    // At most 15 digits (RFC 9651 section 3.3.1); no sign before 0 and no zeros before others, which would be second spellings.
    private bool SkipInteger()
    {
        var negative = TrySkip('-');
        var start = _at;
        while (char.IsAsciiDigit(Current))
            _at++;

        var digits = _text[start.._at];
        return digits.Length is > 0 and <= 15 && (digits[0] != '0' || (digits.Length == 1 && !negative)) && Current != '.';
    }

    private BareItemKind SkipToken()
    {
        while (char.IsAsciiLetterOrDigit(Current) || (Current != '\0' && "!#$%&'*+-.^_`|~:/".Contains(Current)))
            _at++;

        return BareItemKind.Token;
    }

    private bool TrySkip(char c)
    {
        if (Current != c)
            return false;

        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (Current == ' ')
            _at++;
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
            _at++;
    }
}
