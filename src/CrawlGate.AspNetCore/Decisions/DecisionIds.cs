using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Hands out ids: a counter that starts anywhere, sent through a permutation that only this process knows. No id comes twice, none
/// tells how many there were or which came next, and none costs a call for randomness.
/// </summary>
internal sealed class DecisionIds
{
    private readonly ulong[] _roundKeys = new ulong[8];
    private ulong _counter;

    public DecisionIds()
    {
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_roundKeys.AsSpan()));
        Span<byte> start = stackalloc byte[8];
        RandomNumberGenerator.Fill(start);
        _counter = MemoryMarshal.Read<ulong>(start);
    }

    public DecisionId Next()
    {
        while (true)
        {
            var value = Permute(Interlocked.Increment(ref _counter));
            if (value != 0)
                return new DecisionId(value);
        }
    }

    /// <summary>A Feistel network, which is a permutation whatever its rounds do.</summary>
    private ulong Permute(ulong value)
    {
        var (left, right) = ((uint)(value >> 32), (uint)value);
        foreach (var key in _roundKeys)
            (left, right) = (right, left ^ Round(right, key));
        return ((ulong)left << 32) | right;
    }

    private static uint Round(uint half, ulong key)
    {
        var mixed = (half ^ key) * 0x9E3779B97F4A7C15;
        mixed ^= mixed >> 29;
        mixed *= key | 1;
        return (uint)(mixed >> 32);
    }
}
