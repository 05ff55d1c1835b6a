namespace CrawlGate.X402;

/// <summary>Makes text of other parties fit for a log line.</summary>
internal static class LogText
{
    /// <summary>The text with control characters as spaces, cut to a length.</summary>
    public static string Clean(string text, int maxLength = 256) =>
        string.Create(Math.Min(text.Length, maxLength), text, static (clean, text) =>
        {
            for (var i = 0; i < clean.Length; i++)
                clean[i] = char.IsControl(text[i]) ? ' ' : text[i];
        });
}
