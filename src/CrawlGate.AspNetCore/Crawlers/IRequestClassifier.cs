using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Works out who is asking. Called for every request on a priced route, so it must not allocate or wait.</summary>
public interface IRequestClassifier
{
    /// <summary>Classifies a request; never throws for what a client sends.</summary>
    RequestClassification Classify(HttpRequest request);
}
