namespace CrawlGate.X402;

/// <summary>Tells codes, which may be shown to a buyer, from prose, which may hold a facilitator's or a node's inner text.</summary>
public static class ReasonCode
{
    private const int MaxLength = 128;

    /// <summary>The reason when it is a short code in plain ASCII, else the fallback.</summary>
    public static string Of(string? reason, string fallback)
    {
        if (reason is null or { Length: 0 or > MaxLength })
            return fallback;

        foreach (var c in reason)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or ':'))
                return fallback;
        }

        return reason;
    }
}
