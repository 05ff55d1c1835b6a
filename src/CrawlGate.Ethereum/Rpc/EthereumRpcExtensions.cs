namespace CrawlGate.Ethereum;

/// <summary>The JSON-RPC methods that CrawlGate uses, typed.</summary>
public static class EthereumRpcExtensions
{
    /// <summary><c>eth_chainId</c>.</summary>
    public static Task<ulong> GetChainIdAsync(this IEthereumRpc rpc, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary><c>eth_getCode</c> at the latest block; empty for an externally owned account.</summary>
    public static Task<byte[]> GetCodeAsync(this IEthereumRpc rpc, Address address, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary><c>eth_call</c> at the latest block. A revert is an <see cref="EthereumRpcException"/>.</summary>
    public static Task<byte[]> CallAsync(this IEthereumRpc rpc, Address to, ReadOnlyMemory<byte> data, Address? from = null, ulong? gas = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary><c>eth_getTransactionReceipt</c>; null while the transaction is not mined.</summary>
    public static Task<TransactionReceipt?> GetTransactionReceiptAsync(this IEthereumRpc rpc, Bytes32 transaction, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
