using System.Buffers.Binary;
using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

/// <summary>The numbers of secp256k1 as BigIntegers, and 256-bit values that repeat from run to run.</summary>
internal static class Numbers
{
    public static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    public static readonly BigInteger N = BigInteger.Parse("115792089237316195423570985008687907852837564279074904382605163141518161494337");

    public static readonly BigInteger Lambda = BigInteger.Parse("37718080363155996902926221483475020450927657555482586988616620542887997980018");

    public static readonly Bytes32 GeneratorX = Bytes32.Parse("0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    /// <summary>Values that sit on the edges of limbs, of p and of n.</summary>
    public static BigInteger[] Edges =>
    [
        0, 1, 2, 3, BigInteger.Pow(2, 52) - 1, BigInteger.Pow(2, 52), BigInteger.Pow(2, 64) - 1, BigInteger.Pow(2, 128) - 1,
        BigInteger.Pow(2, 128), BigInteger.Pow(2, 208) - 1, N / 2, (N / 2) + 1, N - 2, N - 1, N, N + 1, P - 2, P - 1, P, P + 1,
        BigInteger.Pow(2, 256) - 1, Lambda, N - Lambda, BigInteger.Pow(2, 255),
    ];

    public static Bytes32 Sample(string name, int index)
    {
        Span<byte> seed = stackalloc byte[64];
        BinaryPrimitives.WriteInt32BigEndian(seed, index);
        System.Text.Encoding.ASCII.GetBytes(name, seed[4..]);
        return Keccak256.HashData(seed);
    }

    public static IEnumerable<BigInteger> EdgesAndSamples(string name, int samples) =>
        Edges.Concat(Enumerable.Range(0, samples).Select(i => ToBigInteger(Sample(name, i))));

    public static BigInteger ToBigInteger(Bytes32 value) => new(value.ToArray(), isUnsigned: true, isBigEndian: true);

    public static Bytes32 ToBytes32(BigInteger value)
    {
        var bytes = new byte[32];
        UInt256.FromBigInteger(value).WriteTo(bytes);
        return new Bytes32(bytes);
    }

    public static BigInteger Mod(BigInteger value, BigInteger modulus)
    {
        var rest = value % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    public static BigInteger Inverse(BigInteger value, BigInteger modulus) => BigInteger.ModPow(value, modulus - 2, modulus);
}
