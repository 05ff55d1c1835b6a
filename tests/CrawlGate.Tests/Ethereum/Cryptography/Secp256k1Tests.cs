using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class Secp256k1Tests
{
    private static readonly BigInteger[] EdgeDigests = [0, 1, Numbers.N - 1, Numbers.N, Numbers.N + 1, BigInteger.Pow(2, 256) - 1];

    [Fact]
    public void Golden_signatures_recover_to_their_signers_in_both_implementations()
    {
        Assert.NotEmpty(GoldenSignatures.TypedData);
        foreach (var vector in GoldenSignatures.TypedData)
        {
            Assert.True(EcdsaSignature.TryParse(vector.Signature, out var signature), vector.Name);
            Assert.Equal(vector.Signature, signature.ToArray());
            Assert.Equal(vector.Signer, Managed(vector.Digest, signature));
            Assert.Equal(vector.Signer, Library(vector.Digest, signature));
            Assert.True(Secp256k1.TryRecover(vector.Digest, signature, out var signer));
            Assert.Equal(vector.Signer, signer);
        }
    }

    [Fact]
    public void Golden_bad_signatures_do_not_recover_to_the_signer()
    {
        var vector = GoldenSignatures.TypedData.Single(v => v.Name == "eip3009_base_sepolia_usdc");
        Assert.Equal(["highS", "v01", "eip2098", "wrongChain", "zero"], GoldenSignatures.BadSignatureNames);
        foreach (var name in GoldenSignatures.BadSignatureNames)
        {
            // Only the other chain's signature is one at all, but somebody else's over this digest.
            var parsed = EcdsaSignature.TryParse(GoldenSignatures.BadSignature(name), out var signature);
            Assert.Equal(name == "wrongChain", parsed);
            if (parsed)
            {
                Assert.NotEqual(vector.Signer, Managed(vector.Digest, signature));
                Assert.NotEqual(vector.Signer, Library(vector.Digest, signature));
            }
        }
    }

    [Fact]
    public void Real_signatures_recover_alike_in_both_implementations()
    {
        for (var i = 0; i < 1000; i++)
        {
            var key = Numbers.Sample("key", i).ToArray();
            Assert.True(Native.Library.TryGetAddress(key, out var address));
            var digest = i < EdgeDigests.Length ? Numbers.ToBytes32(EdgeDigests[i]) : Numbers.Sample("digest", i);
            var signature = Native.Library.Sign(digest, key);
            Assert.Equal(address, Managed(digest, signature));
            Assert.Equal(address, Library(digest, signature));
        }
    }

    [Fact]
    public void Arbitrary_numbers_recover_alike_in_both_implementations()
    {
        // No key made these: half of the r are no x coordinate, the rest recover to points nobody knows the key of.
        var recovered = 0;
        for (var i = 0; i < 2000; i++)
        {
            if (AssertAlike(Numbers.Sample("digest", i), Numbers.Sample("r", i), Numbers.Sample("s", i), i & 1))
                recovered++;
        }

        Assert.InRange(recovered, 800, 1200);
    }

    [Fact]
    public void Edge_cases_recover_alike_in_both_implementations()
    {
        var generatorX = Numbers.ToBigInteger(Numbers.GeneratorX);
        BigInteger[] rs = [0, 1, 2, 3, 4, 5, 6, 7, 8, generatorX, Numbers.Lambda, Numbers.N - 1, Numbers.N, Numbers.N + 1, BigInteger.Pow(2, 256) - 1];
        foreach (var r in rs)
        {
            foreach (var s in Numbers.Edges)
            {
                foreach (var digest in EdgeDigests)
                {
                    AssertAlike(Numbers.ToBytes32(digest), Numbers.ToBytes32(r), Numbers.ToBytes32(s), 0);
                    AssertAlike(Numbers.ToBytes32(digest), Numbers.ToBytes32(r), Numbers.ToBytes32(s), 1);
                }
            }
        }
    }

    [Fact]
    public void Sums_that_meet_equal_and_opposite_points_recover_alike()
    {
        // With R = ±G or ±λG both halves of the sum are multiples of G, so that the loop doubles and cancels.
        var beta = BigInteger.Parse("55594575648329892869085402983802832744385952214688224221778511981742606582254");
        var x = Numbers.ToBigInteger(Numbers.GeneratorX);
        foreach (var r in new[] { x, x * beta % Numbers.P, x * beta % Numbers.P * beta % Numbers.P }.Where(r => r < Numbers.N))
        {
            for (var s = 1; s <= 20; s++)
            {
                for (var digest = -20; digest <= 20; digest++)
                {
                    AssertAlike(Numbers.ToBytes32(Numbers.Mod(digest, Numbers.N)), Numbers.ToBytes32(r), Numbers.ToBytes32(s), 0);
                    AssertAlike(Numbers.ToBytes32(Numbers.Mod(digest * r, Numbers.N)), Numbers.ToBytes32(r), Numbers.ToBytes32(Numbers.Mod(s * r, Numbers.N)), 1);
                }
            }
        }
    }

    [Fact]
    public void A_signature_that_recovers_to_infinity_is_refused()
    {
        // R = G and s = digest: s·R − digest·G is the point at infinity.
        var five = Numbers.ToBytes32(5);
        Assert.True(EcdsaSignature.TryParse([.. Numbers.GeneratorX.ToArray(), .. five.ToArray(), 27], out var signature));
        Assert.Null(Managed(five, signature));
        Assert.Null(Library(five, signature));
        Assert.False(Secp256k1.TryRecover(five, signature, out var signer));
        Assert.True(signer.IsZero);

        Assert.True(EcdsaSignature.TryParse([.. Numbers.GeneratorX.ToArray(), .. five.ToArray(), 28], out signature));
        Assert.NotNull(Managed(five, signature));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(9)]
    public void An_r_that_is_no_x_coordinate_is_refused(int r)
    {
        Assert.True(EcdsaSignature.TryParse([.. Numbers.ToBytes32(r).ToArray(), .. Numbers.ToBytes32(1).ToArray(), 27], out var signature));
        Assert.Null(Managed(Numbers.ToBytes32(1), signature));
        Assert.Null(Library(Numbers.ToBytes32(1), signature));
        Assert.False(Secp256k1.TryRecover(Numbers.ToBytes32(1), signature, out _));
    }

    [Fact]
    public void The_default_signature_is_refused() => Assert.False(Secp256k1.TryRecover(default, default, out _));

    [Fact]
    public void Recovering_allocates_nothing()
    {
        var vector = GoldenSignatures.TypedData.First();
        Assert.True(EcdsaSignature.TryParse(vector.Signature, out var signature));
        var library = Native.Library;
        for (var round = 0; ; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 20; i++)
            {
                ManagedSecp256k1.TryRecover(vector.Digest, signature.R, signature.S, signature.V - 27, out _);
                library.TryRecover(vector.Digest, signature.R, signature.S, signature.V - 27, out _);
                Secp256k1.TryRecover(vector.Digest, signature, out _);
                EcdsaSignature.TryParse(vector.Signature, out _);
            }

            // The first round builds the tables.
            if (round == 0)
                continue;

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            return;
        }
    }

    [Fact]
    public void Threads_share_the_library_and_the_tables()
    {
        var vectors = GoldenSignatures.TypedData.ToArray();
        Parallel.For(0, 400, i =>
        {
            var vector = vectors[i % vectors.Length];
            Assert.True(EcdsaSignature.TryParse(vector.Signature, out var signature));
            Assert.Equal(vector.Signer, Managed(vector.Digest, signature));
            Assert.Equal(vector.Signer, Library(vector.Digest, signature));
        });
    }

    private static bool AssertAlike(Bytes32 digest, Bytes32 r, Bytes32 s, int recoveryId)
    {
        var managed = ManagedSecp256k1.TryRecover(digest, r, s, recoveryId, out var ours);
        var native = Native.Library.TryRecover(digest, r, s, recoveryId, out var theirs);
        Assert.True(native == managed && theirs == ours, $"digest {digest} r {r} s {s} id {recoveryId}: {managed} {ours}, library {native} {theirs}");
        return native;
    }

    private static Address? Managed(Bytes32 digest, EcdsaSignature signature) =>
        ManagedSecp256k1.TryRecover(digest, signature.R, signature.S, signature.V - 27, out var signer) ? signer : null;

    private static Address? Library(Bytes32 digest, EcdsaSignature signature) =>
        Native.Library.TryRecover(digest, signature.R, signature.S, signature.V - 27, out var signer) ? signer : null;
}
