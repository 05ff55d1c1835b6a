using System.Numerics;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;
using static CrawlGate.Tests.Personhood.Reference;

namespace CrawlGate.Tests.Personhood;

/// <summary>Every proof here is real; the World ID ones are read from beside the checkout.</summary>
public sealed class Groth16Tests(ITestOutputHelper output)
{
    private static readonly string[] WorldIdProofs = ["uniq", "sess", "nul"];

    private static readonly Lazy<ProofCase> Depth20 = new(() => ProofCase.Semaphore(20));

    [Fact]
    public void P3_Five_semaphore_proofs_of_depths_3_to_32_are_accepted() =>
        Assert.All(ProofCase.SemaphoreDepths, depth => Assert.True(ProofCase.Semaphore(depth).Verify()));

    [Fact]
    public void P4_World_ID_4_proofs_of_uniqueness_session_and_nullifier_are_accepted()
    {
        foreach (var name in WorldIdProofs)
        {
            if (WorldId(name) is { } proof)
                Assert.True(proof.Verify());
        }
    }

    [Fact]
    public void P6_Any_changed_input_or_coordinate_is_refused()
    {
        foreach (var genuine in new[] { WorldId("uniq"), Depth20.Value, ProofCase.Semaphore(3) }.OfType<ProofCase>())
        {
            Assert.True(genuine.Verify());
            for (var i = 0; i < genuine.Inputs.Length; i++)
            {
                var value = genuine.Inputs[i].ToBigInteger();
                Assert.False(genuine.WithInput(i, (value + 1) % R).Verify());
                Assert.False(genuine.WithInput(i, (R - value) % R == value ? 1 : (R - value) % R).Verify());
                Assert.False(genuine.WithInput(i, value ^ (BigInteger.One << 200)).Verify());
            }

            for (var i = 0; i < 8; i++)
            {
                var value = genuine.Coordinates[i].ToBigInteger();
                Assert.False(genuine.WithCoordinate(i, (value + 1) % P).Verify());
                Assert.False(genuine.WithCoordinate(i, P - value).Verify());
                Assert.False(genuine.WithCoordinate(i, value ^ 2).Verify());
            }
        }
    }

    [Fact]
    public void P6_Points_of_the_right_groups_that_are_not_the_proofs_are_refused()
    {
        var genuine = Depth20.Value;
        var other = ProofCase.Semaphore(10).Proof;
        Assert.False((genuine with { Proof = genuine.Proof with { Ax = other.Ax, Ay = other.Ay } }).Verify());
        Assert.False((genuine with { Proof = genuine.Proof with { Cx = other.Cx, Cy = other.Cy } }).Verify());
        Assert.False(genuine.WithB(ProofCase.Semaphore(10).B).Verify());
        Assert.False(genuine.WithB(Points.Generator).Verify());
        Assert.False((genuine with { Proof = genuine.Proof with { Ax = genuine.Proof.Cx, Ay = genuine.Proof.Cy, Cx = genuine.Proof.Ax, Cy = genuine.Proof.Ay } }).Verify());
    }

    [Fact]
    public void P7_A_public_input_of_the_order_or_above_is_refused_though_it_names_the_same_residue()
    {
        foreach (var genuine in new[] { WorldId("uniq"), Depth20.Value }.OfType<ProofCase>())
        {
            for (var i = 0; i < genuine.Inputs.Length; i++)
            {
                for (var alias = genuine.Inputs[i].ToBigInteger() + R; alias.GetBitLength() <= 256; alias += R)
                    Assert.False(genuine.WithInput(i, alias).Verify());
            }
        }
    }

    [Fact]
    public void P8_A_coordinate_of_the_prime_or_above_is_refused_though_it_names_the_same_residue()
    {
        var genuine = Depth20.Value;
        for (var i = 0; i < 8; i++)
        {
            for (var alias = genuine.Coordinates[i].ToBigInteger() + P; alias.GetBitLength() <= 256; alias += P)
                Assert.False(genuine.WithCoordinate(i, alias).Verify());
        }
    }

    [Fact]
    public void P9_A_B_or_C_at_infinity_is_refused()
    {
        var genuine = Depth20.Value;
        (int First, int Count)[] points = [(0, 2), (2, 4), (6, 2), (0, 8)];
        foreach (var (first, count) in points)
        {
            var coordinates = genuine.Coordinates;
            coordinates.AsSpan(first, count).Clear();
            Assert.False(genuine.WithCoordinates(coordinates).Verify());
            // The same point as the residues' other spelling.
            coordinates.AsSpan(first, count).Fill(UInt256.FromBigInteger(P));
            Assert.False(genuine.WithCoordinates(coordinates).Verify());
        }
    }

    [Fact]
    public void P10_B_on_the_curve_but_outside_the_subgroup_is_refused()
    {
        var genuine = Depth20.Value;
        for (uint seed = 1; seed <= 5; seed++)
        {
            var outside = Points.OnTwist(seed);
            Assert.NotNull(Multiply(outside, R));
            Assert.False(genuine.WithB(outside).Verify());
            // The real B plus a point whose order divides the cofactor pairs like the real one.
            var shifted = Add(genuine.B, Multiply(outside, R))!.Value;
            Assert.False(genuine.WithB(shifted).Verify());
        }

        Assert.True(genuine.WithB(genuine.B).Verify());
    }

    [Fact]
    public void P11_Points_off_the_curve_and_garbage_are_refused_without_an_exception()
    {
        var genuine = Depth20.Value;
        var word = Gen.OneOf(
            Gen.Choose(0, int.MaxValue).ArrayOf(9).Select(parts => parts.Aggregate(BigInteger.Zero, (sum, part) => (sum << 31) | part) & ((BigInteger.One << 256) - 1)),
            Gen.Elements<BigInteger>(0, 1, 2, P - 1, P, R, (BigInteger.One << 256) - 1));
        Prop.ForAll(word.ArrayOf(8).ToArbitrary(), words => !genuine.WithCoordinates([.. words.Select(UInt256.FromBigInteger)]).Verify()).QuickCheckThrowOnFailure();
        Prop.ForAll(word.ArrayOf().ToArbitrary(), words => !Groth16.Verify(genuine.Key, [.. words.Select(UInt256.FromBigInteger)], genuine.Proof)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void P11_Another_number_of_inputs_than_the_keys_is_refused()
    {
        var genuine = Depth20.Value;
        Assert.False((genuine with { Inputs = [] }).Verify());
        Assert.False((genuine with { Inputs = genuine.Inputs[..3] }).Verify());
        Assert.False((genuine with { Inputs = [.. genuine.Inputs, 0] }).Verify());
    }

    [Fact]
    public void P12_The_key_of_another_depth_refuses()
    {
        foreach (var depth in ProofCase.SemaphoreDepths)
            Assert.All(ProofCase.SemaphoreDepths.Where(other => other != depth), other => Assert.False((ProofCase.Semaphore(depth) with { Key = ProofCase.Semaphore(other).Key }).Verify()));
    }

    [Fact]
    public void P13_Anybody_can_turn_a_proof_into_another_for_the_same_inputs()
    {
        foreach (var genuine in new[] { WorldId("uniq"), Depth20.Value }.OfType<ProofCase>())
        {
            var negated = genuine.WithB(-genuine.B).WithCoordinate(1, P - genuine.Proof.Ay.ToBigInteger());
            Assert.NotEqual(genuine.Proof, negated.Proof);
            Assert.True(negated.Verify());
        }
    }

    [Fact]
    public void A_verification_allocates_nothing()
    {
        var genuine = Depth20.Value;
        var key = genuine.Key;
        var inputs = genuine.Inputs;
        var proof = genuine.Proof;
        Assert.True(Groth16.Verify(key, inputs, proof));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            Groth16.Verify(key, inputs, proof);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private ProofCase? WorldId(string name)
    {
        var proof = ProofCase.WorldId4(name);
        if (proof is null)
            output.WriteLine("../shared/vectors/personhood/worldid4_*.json are not beside the checkout; only the Semaphore proofs are checked.");
        return proof;
    }
}
