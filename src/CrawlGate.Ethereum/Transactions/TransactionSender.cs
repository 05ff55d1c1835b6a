namespace CrawlGate.Ethereum;

/// <summary>Signs and broadcasts EIP-1559 transactions of one account on one chain, one nonce at a time.</summary>
public sealed class TransactionSender(IEthereumRpc rpc, IEthereumSigner signer, ulong chainId, TransactionSenderOptions? options = null, TimeProvider? timeProvider = null)
{
    /// <summary>The sending account.</summary>
    public Address Address => signer.Address;

    /// <summary>Sends a call and says what is known of its fate; never throws for what a node or the network does.</summary>
    public Task<TransactionSubmission> SendAsync(Address to, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => throw new NotImplementedException($"{rpc}{chainId}{options}{timeProvider}");

    /// <summary>Polls for the receipt until it is there or the time is over (null).</summary>
    public Task<TransactionReceipt?> WaitForReceiptAsync(Bytes32 transaction, TimeSpan timeout, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}

/// <summary>Limits of a <see cref="TransactionSender"/>.</summary>
public sealed record TransactionSenderOptions
{
    /// <summary>Wei per gas that is never exceeded.</summary>
    public UInt256 MaxFeePerGas { get; init; } = 200_000_000_000;
}

/// <summary>What is known of a transaction after trying to send it.</summary>
public abstract record TransactionSubmission
{
    private TransactionSubmission() { }

    /// <summary>A node accepted it.</summary>
    public sealed record Sent(Bytes32 Transaction) : TransactionSubmission;

    /// <summary>The bytes left, the answer did not come: it may or may not be in a mempool.</summary>
    public sealed record Uncertain(Bytes32 Transaction, string Detail) : TransactionSubmission;

    /// <summary>The call would revert or the node refused it for good; nothing was broadcast.</summary>
    public sealed record Refused(string Detail, string? RevertData) : TransactionSubmission;

    /// <summary>Nothing was broadcast because no node answered; trying again is safe.</summary>
    public sealed record NotSent(string Detail) : TransactionSubmission;
}
