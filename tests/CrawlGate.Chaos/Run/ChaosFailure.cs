namespace CrawlGate.Chaos;

/// <summary>Something did not go as it must, whatever the books say.</summary>
internal sealed class ChaosFailure(string message) : Exception(message);
