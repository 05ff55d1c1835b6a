using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace CrawlGate.WebBotAuth;

/// <summary>The value of one query parameter in a signature base (RFC 9421 section 2.2.8).</summary>
internal static class QueryParameter
{
    private static readonly SearchValues<char> Unescaped = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._");

    public static SignatureProblem? Write(ref BaseWriter writer, string query, string name)
    {
        string? found = null;
        var parameters = query.AsSpan(query.StartsWith('?') ? 1 : 0);
        foreach (var range in parameters.Split('&'))
        {
            var pair = parameters[range];
            var equals = pair.IndexOf('=');
            if (pair.IsEmpty || Normalize(equals < 0 ? pair : pair[..equals]) != name)
                continue;
            if (found is not null)
                return SignatureProblem.Malformed("A covered query parameter comes more than once.");

            found = Normalize(equals < 0 ? "" : pair[(equals + 1)..]);
            if (found is null)
                return SignatureProblem.Malformed("A covered query parameter is no UTF-8.");
        }

        if (found is null)
            return new SignatureProblem(SignatureFault.MissingComponent, "A covered query parameter is missing.");

        writer.Append(found);
        return null;
    }

    /// <summary>Decodes form encoding and encodes again, a space as %20; null when it is no UTF-8.</summary>
    private static string? Normalize(ReadOnlySpan<char> part)
    {
        if (!part.ContainsAnyExcept(Unescaped))
            return part.ToString();
        if (!Ascii.IsValid(part))
            return null;

        var bytes = Decode(part);
        if (!Utf8.IsValid(bytes))
            return null;

        var text = new StringBuilder(bytes.Length * 3);
        foreach (var b in bytes)
        {
            if (Unescaped.Contains((char)b))
                text.Append((char)b);
            else
                text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static byte[] Decode(ReadOnlySpan<char> part)
    {
        var bytes = new List<byte>(part.Length);
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == '%' && i + 2 < part.Length && byte.TryParse(part.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
            {
                bytes.Add(part[i] == '+' ? (byte)' ' : (byte)part[i]);
            }
        }

        return [.. bytes];
    }
}
