namespace CrawlGate.WebBotAuth;

/// <summary>What came of reading a directory.</summary>
internal abstract record KeySetOutcome
{
    public sealed record Read(KeySet Keys, TimeSpan Freshness) : KeySetOutcome;

    public sealed record Failed(string Reason) : KeySetOutcome;
}
