using System.Numerics;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using Xunit.Abstractions;
using static CrawlGate.Tests.Personhood.Reference;

namespace CrawlGate.Tests.Personhood;

public sealed class Bn254CompressionTests(ITestOutputHelper output)
{
    [Fact]
    public void P5_Compressed_World_ID_proofs_give_the_points_of_the_uncompressed_ones()
    {
        foreach (var name in new[] { "uniq", "sess", "nul" })
        {
            if (ProofCase.WorldId4Compressed(name) is not { } words)
            {
                output.WriteLine("../shared/vectors/personhood/worldid4_vectors.json is not beside the checkout; compressed points made here are checked instead.");
                break;
            }

            Assert.True(Bn254Compression.TryDecompress(words, out var proof));
            Assert.Equal(ProofCase.WorldId4(name)!.Proof, proof);
        }
    }

    [Fact]
    public void P5_A_World_ID_3_proof_of_depth_30_is_accepted_uncompressed_and_compressed()
    {
        if (ProofCase.WorldId3() is not { } genuine)
        {
            output.WriteLine("../shared/vectors/personhood/worldid3_depth30_*.json are not beside the checkout; nothing is checked here.");
            return;
        }

        Assert.True(genuine.Verify());
        Assert.True(Bn254Compression.TryDecompress(Compress(genuine), out var proof));
        Assert.True((genuine with { Proof = proof }).Verify());
        Assert.False(genuine.WithInput(2, genuine.Inputs[2].ToBigInteger() + 1).Verify());
    }

    [Fact]
    public void What_is_compressed_here_is_decompressed_to_the_same_proof()
    {
        foreach (var depth in ProofCase.SemaphoreDepths)
        {
            var genuine = ProofCase.Semaphore(depth);
            Assert.True(Bn254Compression.TryDecompress(Compress(genuine), out var proof));
            Assert.Equal(genuine.Proof, proof);
            Assert.True((genuine with { Proof = proof }).Verify());
        }
    }

    [Fact]
    public void The_other_choice_of_a_root_is_another_point_or_none()
    {
        var genuine = ProofCase.Semaphore(20);
        var words = Compress(genuine);
        for (var i = 0; i < 4; i++)
        {
            // The imaginary part of B is a whole coordinate, the others have their choices in the lowest bits.
            for (var bit = 0; bit < (i == 2 ? 2 : i == 1 ? 0 : 1); bit++)
            {
                var changed = (UInt256[])words.Clone();
                changed[i] = UInt256.FromBigInteger(words[i].ToBigInteger() ^ (BigInteger.One << bit));
                var isPoint = Bn254Compression.TryDecompress(changed, out var proof);
                Assert.Equal(bit == 0, isPoint);
                Assert.NotEqual(genuine.Proof, proof);
                Assert.False((genuine with { Proof = proof }).Verify());
            }
        }
    }

    [Fact]
    public void Coordinates_of_the_prime_or_above_zero_words_and_other_lengths_are_refused()
    {
        var words = Compress(ProofCase.Semaphore(20));
        BigInteger[] aliases = [P * 2, P, P * 4, P * 2];
        for (var i = 0; i < 4; i++)
        {
            var changed = (UInt256[])words.Clone();
            changed[i] = UInt256.FromBigInteger((words[i].ToBigInteger() + aliases[i]) & ((BigInteger.One << 256) - 1));
            Assert.False(Bn254Compression.TryDecompress(changed, out _));
            changed[i] = UInt256.MaxValue;
            Assert.False(Bn254Compression.TryDecompress(changed, out _));
            changed[i] = 0;
            if (i == 1)
                changed[2] = 0;
            Assert.False(Bn254Compression.TryDecompress(changed, out _));
        }

        Assert.False(Bn254Compression.TryDecompress([], out _));
        Assert.False(Bn254Compression.TryDecompress(words.AsSpan(0, 3), out _));
        Assert.False(Bn254Compression.TryDecompress([.. words, 0], out _));
    }

    [Fact]
    public void Words_without_a_point_are_refused_and_a_point_outside_the_subgroup_is_refused_by_the_verification()
    {
        var genuine = ProofCase.Semaphore(20);
        var words = Compress(genuine);
        var refused = 0;
        for (var x = 1; x <= 100; x++)
        {
            words[0] = (ulong)x << 1;
            if (!Bn254Compression.TryDecompress(words, out _))
                refused++;
        }

        Assert.InRange(refused, 25, 75);
        Assert.True(Bn254Compression.TryDecompress(Compress(genuine.WithB(Points.OnTwist(1))), out var outside));
        Assert.False((genuine with { Proof = outside }).Verify());
    }

    private static UInt256[] Compress(ProofCase proof) =>
        [CompressG1(proof.Proof.Ax, proof.Proof.Ay), proof.Proof.BxImaginary, CompressG2(proof.B), CompressG1(proof.Proof.Cx, proof.Proof.Cy)];

    private static UInt256 CompressG1(UInt256 x, UInt256 y)
    {
        var root = BigInteger.ModPow(BigInteger.Pow(x.ToBigInteger(), 3) + 3, (P + 1) / 4, P);
        return UInt256.FromBigInteger((x.ToBigInteger() << 1) + (root == y.ToBigInteger() ? 0 : 1));
    }

    private static UInt256 CompressG2(G2 point)
    {
        for (var choice = 0; choice < 4; choice++)
        {
            var word = UInt256.FromBigInteger((Value(point.X.Real) << 2) + choice);
            if (Bn254Compression.TryDecompressG2(word, point.X.Imaginary.ToUInt256(), out var decompressed) && decompressed == point)
                return word;
        }

        throw new InvalidOperationException("No choice of roots gives the point.");
    }
}
