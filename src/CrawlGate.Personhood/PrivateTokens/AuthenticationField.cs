using System.Buffers;

namespace CrawlGate.Personhood;

/// <summary>
/// Reads <c>WWW-Authenticate</c> and <c>Authorization</c> (RFC 9110 section 11): schemes with their parameters, several in one field.
/// Liberal where clients are: a parameter's value may hold the <c>=</c> that pads base64 without being quoted.
/// </summary>
internal static class AuthenticationField
{
    private const int MaxLength = 16 * 1024;
    private const int MaxSchemes = 16;
    private const int MaxParameters = 16;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> Token68Characters =
        SearchValues.Create("-._~+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// The parameters, by name in any case, of each mention of a scheme; false when the field is malformed, too long, or names a
    /// parameter of one mention twice.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> field, string scheme, out List<Dictionary<string, string>> mentions)
    {
        mentions = [];
        if (field.Length > MaxLength)
            return false;

        var schemes = 0;
        Dictionary<string, string>? parameters = null;
        for (SkipSeparators(ref field); !field.IsEmpty; SkipSeparators(ref field))
        {
            var name = TakeRun(ref field, TokenCharacters);
            if (name.IsEmpty)
                return false;

            var rest = field.TrimStart(" \t");
            if (rest is ['=', ..] && parameters is not null)
            {
                field = rest[1..].TrimStart(" \t");
                if (!TryTakeValue(ref field, out var value) || parameters.Count == MaxParameters || !parameters.TryAdd(name.ToString(), value))
                    return false;
            }
            else
            {
                // A scheme is followed by a space, a comma or nothing.
                if (++schemes > MaxSchemes || field is not ([] or [' ', ..] or ['\t', ..] or [',', ..]))
                    return false;

                parameters = new(StringComparer.OrdinalIgnoreCase);
                if (name.Equals(scheme, StringComparison.OrdinalIgnoreCase))
                    mentions.Add(parameters);
                field = rest;
                SkipToken68(ref field);
                continue;
            }

            if (field.TrimStart(" \t") is not ([] or [',', ..]))
                return false;
        }

        return true;
    }

    private static void SkipSeparators(ref ReadOnlySpan<char> field) => field = field.TrimStart(" \t,");

    /// <summary>The bare credentials of schemes such as Basic, up to the next comma.</summary>
    private static void SkipToken68(ref ReadOnlySpan<char> field)
    {
        var rest = field;
        if (TakeRun(ref rest, Token68Characters).IsEmpty)
            return;

        rest = rest.TrimStart('=').TrimStart(" \t");
        if (rest is [] or [',', ..])
            field = rest;
    }

    private static bool TryTakeValue(ref ReadOnlySpan<char> field, out string value)
    {
        value = "";
        if (field is not ['"', ..])
        {
            var end = field.IndexOfAny(" \t,\"");
            var bare = end < 0 ? field : field[..end];
            field = field[bare.Length..];
            value = bare.ToString();
            return value.Length > 0 && !bare.ContainsAnyExceptInRange('!', '~');
        }

        var text = new char[field.Length];
        var length = 0;
        for (var i = 1; i < field.Length; i++)
        {
            var c = field[i];
            if (c == '"')
            {
                value = new string(text, 0, length);
                field = field[(i + 1)..];
                return true;
            }

            if (c == '\\' && ++i < field.Length)
                c = field[i];
            if (c is < ' ' and not '\t' or '\x7f')
                return false;

            text[length++] = c;
        }

        return false;
    }

    private static ReadOnlySpan<char> TakeRun(ref ReadOnlySpan<char> field, SearchValues<char> characters)
    {
        var end = field.IndexOfAnyExcept(characters);
        var run = end < 0 ? field : field[..end];
        field = field[run.Length..];
        return run;
    }
}
