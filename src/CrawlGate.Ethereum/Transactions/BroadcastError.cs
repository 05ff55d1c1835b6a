namespace CrawlGate.Ethereum;

/// <summary>What a node's error object means for a transaction.</summary>
public enum BroadcastError
{
    /// <summary>The node has exactly this transaction.</summary>
    AlreadyKnown,

    /// <summary>Another transaction has the nonce; the next free one is higher.</summary>
    NonceTaken,

    /// <summary>Transactions before this one are missing; the next free nonce is lower.</summary>
    NonceTooHigh,

    /// <summary>Not the call's fault, and it may pass: gas price, gas money, a full mempool.</summary>
    Temporary,

    /// <summary>The node will never take it.</summary>
    Permanent,
}

/// <summary>
/// Reads <see cref="BroadcastError"/> from messages, since clients agree on no codes (all of these come as -32000 or -32003): the
/// wordings are those of geth, reth, Erigon, Nethermind, Besu and anvil.
/// </summary>
public static class BroadcastErrors
{
    private static readonly (string Text, BroadcastError Meaning)[] Wordings =
    [
        ("already known", BroadcastError.AlreadyKnown),
        ("alreadyknown", BroadcastError.AlreadyKnown),
        ("already imported", BroadcastError.AlreadyKnown),
        ("known transaction", BroadcastError.AlreadyKnown),
        ("nonce too low", BroadcastError.NonceTaken),
        ("nonce is too low", BroadcastError.NonceTaken),
        ("oldnonce", BroadcastError.NonceTaken),
        ("replacement", BroadcastError.NonceTaken),
        ("nonce too high", BroadcastError.NonceTooHigh),
        ("nonce gap", BroadcastError.NonceTooHigh),
        ("nonce too distant", BroadcastError.NonceTooHigh),
        ("insufficient funds", BroadcastError.Temporary),
        ("upfront cost", BroadcastError.Temporary),
        ("underpriced", BroadcastError.Temporary),
        ("less than block base fee", BroadcastError.Temporary),
        ("fee cap", BroadcastError.Temporary),
        ("feetoolow", BroadcastError.Temporary),
        ("gas price below", BroadcastError.Temporary),
        ("pool is full", BroadcastError.Temporary),
        ("tries to replace", BroadcastError.Temporary), // geth's wording for a full pool
        ("limit reached", BroadcastError.Temporary),
        ("txlimit", BroadcastError.Temporary),
        ("rate limit", BroadcastError.Temporary),
        ("too many requests", BroadcastError.Temporary),
        ("internal error", BroadcastError.Temporary),
    ];

    /// <summary>What an error object that answers <c>eth_sendRawTransaction</c> means.</summary>
    public static BroadcastError Classify(EthereumRpcException error)
    {
        foreach (var (text, meaning) in Wordings)
        {
            if (error.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return meaning;
        }

        return BroadcastError.Permanent;
    }
}
