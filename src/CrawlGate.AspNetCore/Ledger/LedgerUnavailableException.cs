namespace CrawlGate.AspNetCore;

/// <summary>The ledger's store cannot be used now. The message says which and why, without secrets.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
