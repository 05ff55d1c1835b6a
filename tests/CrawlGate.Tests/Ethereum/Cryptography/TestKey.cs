using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

/// <summary>A private key that signs with libsecp256k1, and its public key as recovery gives it.</summary>
internal sealed class TestKey
{
    private readonly byte[] _privateKey;

    public TestKey(BigInteger privateKey)
    {
        PrivateKey = privateKey;
        _privateKey = Numbers.ToBytes32(privateKey).ToArray();
        Assert.True(Native.Library.TryGetAddress(_privateKey, out var address));
        Address = address;

        PublicKey = new byte[64];
        Assert.True(Secp256k1.TryRecover(default, Sign(default), PublicKey, out var signer));
        Assert.Equal(address, signer);
    }

    public BigInteger PrivateKey { get; }

    public Address Address { get; }

    public byte[] PublicKey { get; }

    public static TestKey Sample(string name, int index) => new(Numbers.ToBigInteger(Numbers.Sample(name, index)) % Numbers.N);

    public EcdsaSignature Sign(Bytes32 digest) => Native.Library.Sign(digest, _privateKey);

    /// <summary>The signature that verifies as g·G + k·Q, so that a test chooses the sum that is to be computed.</summary>
    public (Bytes32 Digest, EcdsaSignature Signature) SignAsSum(BigInteger g, BigInteger k)
    {
        // R = (g + k·d)·G, r = its x, s = r / k, z = g·s; a high s turns into the low n − s, which goes with −R.
        Assert.True(Scalar.TryRead(Numbers.ToBytes32(Numbers.Mod(g + (k * PrivateKey), Numbers.N)), out var nonce));
        var bytes = new byte[65];
        var isInfinity = !DoubleMultiplication.TryCompute(nonce, default, AffinePoint.Generator, out var point);
        if (isInfinity)
            point = AffinePoint.Generator;

        point.X.WriteTo(bytes);
        var s = Numbers.Mod(Numbers.ToBigInteger(new Bytes32(bytes.AsSpan(..32))) * Numbers.Inverse(Numbers.Mod(k, Numbers.N), Numbers.N), Numbers.N);
        var isHigh = s > Numbers.N / 2;
        Numbers.ToBytes32(isHigh ? Numbers.N - s : s).WriteTo(bytes.AsSpan(32));
        bytes[64] = (byte)(point.Y.IsOdd == isHigh ? 27 : 28);
        Assert.True(EcdsaSignature.TryParse(bytes, out var signature));
        return (Numbers.ToBytes32(Numbers.Mod(g * s, Numbers.N)), signature);
    }
}
