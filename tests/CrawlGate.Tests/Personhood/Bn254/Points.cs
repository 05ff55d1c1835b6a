using System.Numerics;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

/// <summary>Points of the twist.</summary>
internal static class Points
{
    /// <summary>The twist has r times so many points.</summary>
    public static readonly BigInteger Cofactor = (2 * Reference.P) - Reference.R;

    /// <summary>The generator of G2 that everybody uses (EIP-197).</summary>
    public static G2 Generator { get; } = G2.TryFrom(
        UInt256.Parse("10857046999023057135944570762232829481370756359578518086990519993285655852781"),
        UInt256.Parse("11559732032986387107991004021392285783925812861821192530917403151452391805634"),
        UInt256.Parse("8495653923123431417604973247489272438418190587263600148770280649306958101930"),
        UInt256.Parse("4082367875863433681332203403145435568316851327593401208105741076214120093531"),
        out var generator)
        ? generator
        : throw new InvalidOperationException("The generator is on the twist.");

    /// <summary>A point on the twist that is not in G2, a different one for each seed.</summary>
    public static G2 OnTwist(uint seed)
    {
        for (ulong real = 1; ; real++)
        {
            var x = new Fp2(Fp.From(real), Fp.From(1000 + seed));
            if (G2.RightSide(x).TrySqrt(false, out var y) || G2.RightSide(x).TrySqrt(true, out y))
                return new G2(x, y);
        }
    }
}
