using System.Numerics;
using System.Security.Cryptography;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class EcdsaSignatureTests
{
    [Fact]
    public void The_limits_of_r_and_s_are_accepted()
    {
        Assert.True(TryParse(1, 1, 27));
        Assert.True(TryParse(Numbers.N - 1, 1, 28));
        Assert.True(TryParse(1, Numbers.N / 2, 27));
    }

    [Fact]
    public void F5_High_s_is_refused()
    {
        Assert.False(TryParse(1, (Numbers.N / 2) + 1, 27));
        Assert.False(TryParse(1, Numbers.N - 1, 27));
        foreach (var vector in GoldenSignatures.TypedData)
        {
            // The twin n − s with the other v recovers to the same signer, and tokens refuse it.
            byte[] twin = [.. vector.Signature];
            var s = new BigInteger(twin.AsSpan(32, 32), isUnsigned: true, isBigEndian: true);
            Numbers.ToBytes32(Numbers.N - s).WriteTo(twin.AsSpan(32));
            twin[64] = (byte)(55 - twin[64]);
            Assert.False(EcdsaSignature.TryParse(twin, out _), vector.Name);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(26)]
    [InlineData(29)]
    [InlineData(37)]
    [InlineData(255)]
    public void Other_values_of_v_are_refused(byte v) => Assert.False(TryParse(1, 1, v));

    [Fact]
    public void R_and_s_outside_the_group_are_refused()
    {
        foreach (var number in new[] { BigInteger.Zero, Numbers.N, Numbers.N + 1, Numbers.P, BigInteger.Pow(2, 256) - 1 })
        {
            Assert.False(TryParse(number, 1, 27));
            Assert.False(TryParse(1, number, 27));
        }
    }

    [Fact]
    public void Other_lengths_are_refused()
    {
        var good = GoldenSignatures.TypedData.First().Signature;
        Assert.True(EcdsaSignature.TryParse(good, out _));
        Assert.False(EcdsaSignature.TryParse([], out _));
        Assert.False(EcdsaSignature.TryParse(good.AsSpan(0, 64), out _));
        Assert.False(EcdsaSignature.TryParse([.. good, 0], out _));
        Assert.False(EcdsaSignature.TryParse(new byte[65], out _));
    }

    [Fact]
    public void A_refused_signature_leaves_nothing_behind()
    {
        byte[] bytes = [.. GoldenSignatures.TypedData.First().Signature];
        bytes[64] = 0;
        Assert.False(EcdsaSignature.TryParse(bytes, out var signature));
        Assert.True(signature.R.IsZero && signature.S.IsZero && signature.V == 0);
    }

    [Fact]
    public void A_signers_high_s_becomes_its_low_twin_with_the_other_v()
    {
        var low = EcdsaSignature.FromRecoverable(Numbers.ToBytes32(7), Numbers.ToBytes32(Numbers.N / 2), 0);
        Assert.Equal((Numbers.N / 2, (byte)27), (Numbers.ToBigInteger(low.S), low.V));
        var high = EcdsaSignature.FromRecoverable(Numbers.ToBytes32(7), Numbers.ToBytes32((Numbers.N / 2) + 1), 0);
        Assert.Equal((Numbers.N / 2, (byte)28), (Numbers.ToBigInteger(high.S), high.V));

        Assert.Throws<CryptographicException>(() => EcdsaSignature.FromRecoverable(Numbers.ToBytes32(7), Numbers.ToBytes32(7), 2));
        Assert.Throws<CryptographicException>(() => EcdsaSignature.FromRecoverable(default, Numbers.ToBytes32(7), 0));
        Assert.Throws<CryptographicException>(() => EcdsaSignature.FromRecoverable(Numbers.ToBytes32(7), Numbers.ToBytes32(Numbers.N), 0));
    }

    private static bool TryParse(BigInteger r, BigInteger s, byte v) =>
        EcdsaSignature.TryParse([.. Numbers.ToBytes32(r).ToArray(), .. Numbers.ToBytes32(s).ToArray(), v], out _);
}
