namespace CrawlGate.Ethereum;

/// <summary>An event found by <c>eth_getLogs</c>.</summary>
/// <param name="Event">The event.</param>
/// <param name="TransactionHash">The transaction that emitted it.</param>
/// <param name="BlockNumber">The block that holds the transaction.</param>
public sealed record LogEntry(EventLog Event, Bytes32 TransactionHash, ulong BlockNumber);
