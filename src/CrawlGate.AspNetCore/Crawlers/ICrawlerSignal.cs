using System.Net;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Judges whether a request comes from the crawler that it names.</summary>
public interface ICrawlerSignal
{
    /// <summary>Which rung of the ladder this is.</summary>
    VerificationMethod Method { get; }

    /// <summary>
    /// The evidence; null when this crawler has no such source or the request brings no such proof. Never throws for what a client
    /// sends or a source does; completes synchronously and without allocation unless something must be asked that is not known yet.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="claimed">The crawler that the request names.</param>
    /// <param name="client">The client's address, already taken from trusted proxies only; null when there is none.</param>
    ValueTask<Evidence?> JudgeAsync(HttpContext context, Crawler claimed, IPAddress? client);
}
