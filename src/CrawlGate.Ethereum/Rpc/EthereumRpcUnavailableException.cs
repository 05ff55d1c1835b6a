namespace CrawlGate.Ethereum;

/// <summary>No node gave a usable answer in time. Whether a sent transaction arrived is then unknown.</summary>
public sealed class EthereumRpcUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
