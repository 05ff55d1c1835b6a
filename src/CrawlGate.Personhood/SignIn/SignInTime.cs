using System.Globalization;

namespace CrawlGate.Personhood;

/// <summary>Moments as sign-in messages write them (RFC 3339). The text itself is what was signed, so it is kept as it came.</summary>
internal static class SignInTime
{
    private const int WholeLength = 19;
    private const int MaxLength = 40;
    private const int MaxFraction = 7;

    /// <summary>Reads <c>2026-11-20T23:13:37.385Z</c> or the same with an offset; finer than 100 ns is cut off.</summary>
    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        moment = default;
        if (text is not { Length: > WholeLength and <= MaxLength })
            return false;

        var rest = text.AsSpan(WholeLength);
        var fraction = ReadOnlySpan<char>.Empty;
        if (rest[0] == '.')
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (end < 1)
                return false;

            fraction = rest.Slice(1, Math.Min(end, MaxFraction));
            rest = rest[(1 + end)..];
        }

        if (rest is not "Z" and not ['+' or '-', _, _, ':', _, _])
            return false;

        var whole = string.Concat(text.AsSpan(0, WholeLength), rest is "Z" ? "+00:00" : rest);
        if (!DateTimeOffset.TryParseExact(whole, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out moment))
            return false;

        if (!fraction.IsEmpty)
            moment = moment.AddTicks(long.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture) * (long)Math.Pow(10, MaxFraction - fraction.Length));
        return true;
    }

    /// <summary>The moment as JavaScript writes it: UTC with milliseconds.</summary>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
