using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class KnownKeyTests
{
    private static readonly BigInteger[] EdgeDigests = [0, 1, Numbers.N - 1, Numbers.N, Numbers.N + 1, BigInteger.Pow(2, 256) - 1];

    [Fact]
    public void A_table_says_yes_exactly_when_recovery_gives_the_key()
    {
        var other = new KnownKey(TestKey.Sample("other", 0).PublicKey);
        int refused = 0, variants = 0;
        for (var i = 0; i < 2000; i++)
        {
            var key = TestKey.Sample("key", i);
            var known = new KnownKey(key.PublicKey);
            Assert.Equal(key.Address, known.Address);

            var digest = i < 20 * EdgeDigests.Length ? Numbers.ToBytes32(EdgeDigests[i % EdgeDigests.Length]) : Numbers.Sample("digest", i);
            var signature = key.Sign(digest);
            Assert.True(AssertLikeRecovery(known, digest, signature));
            Assert.False(AssertLikeRecovery(other, digest, signature));
            Assert.False(AssertLikeRecovery(known, Numbers.Sample("other digest", i), signature));
            foreach (var variant in Variants(signature))
            {
                variants++;
                if (!AssertLikeRecovery(known, digest, variant))
                    refused++;
            }
        }

        // One in two r is too high to be an s.
        Assert.InRange(variants, 6500, 7500);
        Assert.Equal(variants, refused);
    }

    [Fact]
    public void Digests_that_are_equal_modulo_n_verify_alike()
    {
        var key = TestKey.Sample("key", 0);
        var known = new KnownKey(key.PublicKey);
        var signature = key.Sign(Numbers.ToBytes32(1));
        Assert.True(AssertLikeRecovery(known, Numbers.ToBytes32(Numbers.N + 1), signature));
        Assert.False(AssertLikeRecovery(known, Numbers.ToBytes32(Numbers.N), signature));
    }

    [Fact]
    public void Golden_signatures_verify_and_the_bad_ones_do_not()
    {
        foreach (var vector in GoldenSignatures.TypedData)
        {
            var known = new KnownKey(KeyOf(vector.Signer).PublicKey);
            Assert.Equal(vector.Signer, known.Address);
            Assert.True(EcdsaSignature.TryParse(vector.Signature, out var signature));
            Assert.True(AssertLikeRecovery(known, vector.Digest, signature), vector.Name);
        }

        var paid = GoldenSignatures.TypedData.Single(v => v.Name == "eip3009_base_sepolia_usdc");
        Assert.True(EcdsaSignature.TryParse(GoldenSignatures.BadSignature("wrongChain"), out var bad));
        Assert.False(AssertLikeRecovery(new KnownKey(KeyOf(paid.Signer).PublicKey), paid.Digest, bad));
    }

    [Fact]
    public void Sums_that_meet_equal_and_opposite_points_verify_like_recovery()
    {
        // With Q a small multiple of G or λG, both tables hold the same points: the sum doubles, cancels and starts anew.
        BigInteger[] factors =
        [
            0, 1, 2, 3, 5, 255, 256, BigInteger.Pow(2, 16), BigInteger.Pow(2, 16) + 1, BigInteger.Pow(2, 112), BigInteger.Pow(2, 127) - 1,
            Numbers.Lambda, Numbers.Lambda + 1, Numbers.Lambda * BigInteger.Pow(2, 16),
        ];
        BigInteger[] signed = [.. factors, .. factors.Skip(1).Select(factor => -factor)];
        BigInteger[] privateKeys = [1, -1, 2, -2, 3, BigInteger.Pow(2, 16), Numbers.Lambda, -Numbers.Lambda, Numbers.Lambda * Numbers.Lambda, 2 * Numbers.Lambda];
        int yes = 0, no = 0;
        foreach (var privateKey in privateKeys)
        {
            var key = new TestKey(Numbers.Mod(privateKey, Numbers.N));
            var known = new KnownKey(key.PublicKey);
            foreach (var g in signed)
            {
                foreach (var k in signed.Where(k => k != 0))
                {
                    var (digest, signature) = key.SignAsSum(g, k);
                    var isInfinity = Numbers.Mod(g + (k * key.PrivateKey), Numbers.N) == 0;
                    Assert.Equal(!isInfinity, AssertLikeRecovery(known, digest, signature));
                    _ = isInfinity ? no++ : yes++;
                }
            }
        }

        Assert.InRange(no, 60, yes);
    }

    [Fact]
    public void An_r_that_fits_only_modulo_n_is_refused()
    {
        // R's x is n + i, so that ordinary ECDSA takes r = i. Recovery ids 2 and 3 would find the key, for which there is no v.
        var found = 0;
        for (var i = 1; found < 6; i++)
        {
            Bytes32 digest = Numbers.Sample("digest", i), r = Numbers.ToBytes32(i), s = Numbers.ToBytes32(12345 + i);
            var publicKey = new byte[64];
            if (!Native.Library.TryRecoverKey(digest, r, s, 2 + (i & 1), publicKey))
                continue;

            found++;
            var known = new KnownKey(publicKey);
            foreach (byte v in (byte[])[27, 28])
            {
                Assert.True(EcdsaSignature.TryParse([.. r.ToArray(), .. s.ToArray(), v], out var signature));
                Assert.False(AssertLikeRecovery(known, digest, signature));
            }
        }
    }

    [Fact]
    public void The_default_signature_is_refused() => Assert.False(new KnownKey(TestKey.Sample("key", 0).PublicKey).Verify(default, default));

    [Fact]
    public void Verifying_allocates_nothing()
    {
        var key = TestKey.Sample("key", 0);
        var known = new KnownKey(key.PublicKey);
        var signature = key.Sign(default);
        Assert.True(known.Verify(default, signature));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            known.Verify(default, signature);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_table_takes_at_most_48_kB()
    {
        var publicKey = TestKey.Sample("key", 0).PublicKey;
        _ = new KnownKey(publicKey);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = new KnownKey(publicKey);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 48 * 1024);
    }

    private static TestKey KeyOf(Address account) =>
        new(Numbers.ToBigInteger(Bytes32.Parse(GoldenSignatures.PrivateKey(account))));

    /// <summary>The other v, r + 1, s + 1 and r and s swapped, where they are signatures at all.</summary>
    private static IEnumerable<EcdsaSignature> Variants(EcdsaSignature signature)
    {
        byte[] r = signature.R.ToArray(), s = signature.S.ToArray();
        byte[][] variants =
        [
            [.. r, .. s, (byte)(27 + 28 - signature.V)],
            [.. Successor(signature.R), .. s, signature.V],
            [.. r, .. Successor(signature.S), signature.V],
            [.. s, .. r, signature.V],
        ];
        foreach (var bytes in variants)
        {
            if (EcdsaSignature.TryParse(bytes, out var variant))
                yield return variant;
        }
    }

    private static byte[] Successor(Bytes32 value) => Numbers.ToBytes32(Numbers.ToBigInteger(value) + 1).ToArray();

    private static bool AssertLikeRecovery(KnownKey key, Bytes32 digest, in EcdsaSignature signature)
    {
        var expected = Secp256k1.TryRecover(digest, signature, out var signer) && signer == key.Address;
        Assert.True(
            key.Verify(digest, signature) == expected,
            $"{key.Address} digest {digest} signature {Hex.Encode(signature.ToArray())}: recovery says {expected}");
        return expected;
    }
}
