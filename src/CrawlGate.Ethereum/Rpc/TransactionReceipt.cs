namespace CrawlGate.Ethereum;

/// <summary>What <c>eth_getTransactionReceipt</c> says of a mined transaction.</summary>
/// <param name="TransactionHash">The transaction's hash.</param>
/// <param name="Succeeded">Whether execution did not revert (<c>status</c> 1).</param>
/// <param name="BlockNumber">The block that holds it.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="Logs">Its events, in order.</param>
public sealed record TransactionReceipt(Bytes32 TransactionHash, bool Succeeded, ulong BlockNumber, Bytes32 BlockHash, IReadOnlyList<EventLog> Logs)
{
    /// <summary>The gas it used; zero when the node did not say.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>Whether another receipt tells the same, events included; equality of the records would compare their lists by reference.</summary>
    internal bool SaysTheSameAs(TransactionReceipt other) =>
        TransactionHash == other.TransactionHash
        && Succeeded == other.Succeeded
        && BlockNumber == other.BlockNumber
        && BlockHash == other.BlockHash
        && Logs.Count == other.Logs.Count
        && Logs.Zip(other.Logs).All(pair => pair.First.SaysTheSameAs(pair.Second));
}

/// <summary>One event of a transaction.</summary>
/// <param name="Address">The contract that emitted it.</param>
/// <param name="Topics">The event's signature hash and indexed arguments.</param>
/// <param name="Data">The other arguments, ABI-encoded.</param>
public sealed record EventLog(Address Address, IReadOnlyList<Bytes32> Topics, ReadOnlyMemory<byte> Data)
{
    internal bool SaysTheSameAs(EventLog other) => Address == other.Address && Topics.SequenceEqual(other.Topics) && Data.Span.SequenceEqual(other.Data.Span);
}
