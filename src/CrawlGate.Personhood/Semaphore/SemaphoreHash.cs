using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>How Semaphore brings any 256-bit message or scope into the circuit's field.</summary>
public static class SemaphoreHash
{
    /// <summary>keccak256 of the 32 big-endian bytes without its last byte: below 2^248, and so below r.</summary>
    public static UInt256 ToField(UInt256 value)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteTo(word);
        Keccak256.HashData(word, word);
        return new UInt256(word[..31]);
    }
}
