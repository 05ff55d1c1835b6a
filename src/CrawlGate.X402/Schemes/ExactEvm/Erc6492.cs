using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Signatures of contract wallets that may not be deployed yet: <c>abi.encode(factory, calldata, signature)</c> and a suffix (ERC-6492).</summary>
internal static class Erc6492
{
    private const int Word = 32;

    private static ReadOnlySpan<byte> Suffix => [
        0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92,
        0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92];

    /// <summary>Whether the signature carries the suffix.</summary>
    public static bool IsWrapped(ReadOnlySpan<byte> signature) => signature.EndsWith(Suffix);

    /// <summary>The signature for the wallet once it is deployed; the input itself when it is not wrapped, nothing when malformed.</summary>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> signature)
    {
        if (!IsWrapped(signature.Span))
            return signature;

        var encoded = signature[..^Word];
        return TryReadLength(encoded.Span, 2 * Word, out var offset)
            && TryReadLength(encoded.Span, offset, out var length)
            && length <= encoded.Length - offset - Word
                ? encoded.Slice(offset + Word, length)
                : ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>Reads a word that is an offset or a length within the data.</summary>
    private static bool TryReadLength(ReadOnlySpan<byte> data, int at, out int value)
    {
        value = 0;
        if (at > data.Length - Word || !new UInt256(data.Slice(at, Word)).TryGetUInt64(out var number) || number > (ulong)data.Length)
            return false;

        value = (int)number;
        return true;
    }
}
