using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Reads why a contract refused a call.</summary>
internal static class RevertReason
{
    private const int MaxReasonLength = 256;

    private static readonly byte[] ErrorSelector = AbiSelector.Of("Error(string)");

    /// <summary>The contract's own words, at most 256 printable characters, or null. The node's words are never used: they hold addresses and calldata.</summary>
    public static string? Read(string? revertData)
    {
        if (revertData is null || !Hex.TryDecode(revertData, out byte[] data) || !data.AsSpan().StartsWith(ErrorSelector))
            return null;

        return AbiReader.TryReadString(data.AsSpan(ErrorSelector.Length), 0, out var reason) ? LogText.Clean(reason, MaxReasonLength) : null;
    }
}
