namespace CrawlGate.Ethereum;

/// <summary>No node gave a usable answer in time. Whether a sent transaction arrived is then unknown.</summary>
public class EthereumRpcUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// Whether a node may have taken the request although no answer came. False only when it certainly did not: no connection
    /// came about, or every node turned the request away unread.
    /// </summary>
    public bool PossiblyDelivered { get; init; } = true;
}
