using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Works out who is asking. Called for every request on a priced route.</summary>
public interface IRequestClassifier
{
    /// <summary>
    /// Classifies a request; never throws for what a client sends. Completes synchronously and without allocation unless a source
    /// must be asked for the first time or a signature must be checked.
    /// </summary>
    ValueTask<RequestClassification> ClassifyAsync(HttpContext context);
}
