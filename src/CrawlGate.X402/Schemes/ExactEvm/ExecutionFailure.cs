using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Tells what a contract refuses from what a node could not do.</summary>
internal static class ExecutionFailure
{
    private const int MaxReasonLength = 256;

    private static readonly byte[] ErrorSelector = AbiSelector.Of("Error(string)");

    /// <summary>Whether the node executed the call and it failed. Any other error of a node says nothing about the payment.</summary>
    public static bool Is(EthereumRpcException error) =>
        error.Code == 3
        || error.RevertData is not null
        || error.Message.Contains("revert", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("out of gas", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("OutOfGas", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("invalid opcode", StringComparison.OrdinalIgnoreCase);

    /// <summary>The contract's own words, at most 256 printable characters, or null. The node's words are never used: they hold addresses and calldata.</summary>
    public static string? Reason(string? revertData)
    {
        if (revertData is null || !Hex.TryDecode(revertData, out byte[] data) || !data.AsSpan().StartsWith(ErrorSelector))
            return null;

        return AbiReader.TryReadString(data.AsSpan(ErrorSelector.Length), 0, out var reason) ? LogText.Clean(reason, MaxReasonLength) : null;
    }
}
