namespace CrawlGate.Ethereum;

/// <summary>
/// Nodes gave receipts of one transaction that contradict each other (success, block or events): one of them lies or follows another
/// fork. Neither is believed; whoever waits for the transaction goes on waiting.
/// </summary>
public sealed class EthereumRpcDisagreementException(string message) : EthereumRpcUnavailableException(message);
