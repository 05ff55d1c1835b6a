using System.Net;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Checks a client's address against the lists that the claimed crawler's operator publishes.</summary>
internal sealed class IpRangeSignal(IpRangeStore store, TimeProvider time) : ICrawlerSignal
{
    private static readonly Evidence NoAddress = Unknown("the client's address is not known");
    private static readonly Evidence NotPublic = Unknown("the client's address is not a public one; is a proxy in front of the gate missing among the trusted ones?");
    private static readonly Evidence NotLoaded = Unknown("the catalogue was just replaced");

    public VerificationMethod Method => VerificationMethod.IpRange;

    /// <summary>Whether lists are fetched and believed.</summary>
    public bool IsEnabled => store.IsEnabled;

    public ValueTask<Evidence?> JudgeAsync(HttpContext context, Crawler claimed, IPAddress? client) => new(Judge(claimed, client));

    /// <summary>The evidence; null when the crawler's operator publishes no list. No allocation.</summary>
    public Evidence? Judge(Crawler claimed, IPAddress? client)
    {
        if (claimed.IpRanges.Count == 0 || !store.IsEnabled)
            return null;
        if (client is null)
            return NoAddress;

        // No list may hold such an address, so that a gate that sees its own proxy as the client would refute every crawler.
        return NonPublicAddresses.Contains(client) ? NotPublic : store.ListsOf(claimed)?.Judge(client, time.GetUtcNow()) ?? NotLoaded;
    }

    private static Evidence Unknown(string detail) => new(VerificationMethod.IpRange, SignalOutcome.Unknown, detail);
}
