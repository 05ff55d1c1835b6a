using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Hashes as World ID's circuits take them: Keccak-256 without its last byte, which always fits the scalar field of BN254.</summary>
public static class FieldHash
{
    /// <summary>Keccak-256 shifted right by eight bits.</summary>
    public static UInt256 HashToField(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Keccak256.HashSize];
        Keccak256.HashData(bytes, hash);
        return new UInt256(hash[..^1]);
    }

    /// <summary>The hash of a text's UTF-8.</summary>
    public static UInt256 HashToField(string text) => HashToField(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// The hash of a signal as IDKit computes it: <c>0x</c> and a positive, even number of hexadecimal digits stand for those bytes,
    /// every other text for its UTF-8.
    /// </summary>
    public static UInt256 HashSignal(string signal) =>
        signal.Length > 2 && Hex.TryDecode(signal, out var bytes) ? HashToField(bytes) : HashToField(signal);
}
