using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class SemaphoreVerifierTests
{
    [Fact]
    public void P3_Five_semaphore_proofs_of_depths_3_to_32_are_accepted_with_the_keys_inside() =>
        Assert.All(ProofCase.SemaphoreDepths, depth => Assert.True(SemaphoreVerifier.Verify(Genuine(depth))));

    [Fact]
    public void Warming_up_computes_a_pairing()
    {
        // With points that were refused it would end before the pairing.
        var sample = SemaphoreVerifier.Sample;
        Assert.True(G1.TryFrom(sample.Ax, sample.Ay, out _));
        Assert.True(G2.TryFrom(sample.BxReal, sample.BxImaginary, sample.ByReal, sample.ByImaginary, out var b));
        Assert.True(MillerLines.TryCompute(b, new MillerLine[MillerLines.Count]));
        SemaphoreVerifier.WarmUp();
    }

    [Fact]
    public void P6_Any_changed_member_is_refused()
    {
        foreach (var depth in ProofCase.SemaphoreDepths)
        {
            var proof = Genuine(depth);
            Assert.False(SemaphoreVerifier.Verify(proof with { MerkleTreeRoot = Next(proof.MerkleTreeRoot) }));
            Assert.False(SemaphoreVerifier.Verify(proof with { Nullifier = Next(proof.Nullifier) }));
            Assert.False(SemaphoreVerifier.Verify(proof with { Message = Next(proof.Message) }));
            Assert.False(SemaphoreVerifier.Verify(proof with { Scope = Next(proof.Scope) }));
        }

        for (var i = 0; i < 8; i++)
        {
            var json = JsonNode.Parse(ProofCase.SemaphoreJson(10).GetRawText())!;
            json["points"]![i] = (BigInteger.Parse(json["points"]![i]!.GetValue<string>(), CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            Assert.False(SemaphoreVerifier.Verify(SemaphoreProofTests.Parse(json)));
        }
    }

    [Fact]
    public void P12_The_proof_of_another_depth_is_refused()
    {
        var proof = Genuine(20);
        Assert.All(Enumerable.Range(-1, 40).Where(depth => depth != 20), depth => Assert.False(SemaphoreVerifier.Verify(proof with { MerkleTreeDepth = depth })));
    }

    [Fact]
    public void A_verification_allocates_nothing()
    {
        var proof = Genuine(10);
        Assert.True(SemaphoreVerifier.Verify(proof));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            SemaphoreVerifier.Verify(proof);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Messages_and_scopes_are_hashed_into_the_field()
    {
        // Keccak-256 of a zero word is 0x290decd9…e563.
        var expected = Convert.FromHexString("00290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e5");
        Assert.Equal(new UInt256(expected), SemaphoreHash.ToField(0));
        Assert.True(SemaphoreHash.ToField(UInt256.MaxValue) < UInt256.FromBigInteger(BigInteger.One << 248));
    }

    [Fact]
    public async Task A_list_of_roots_knows_its_own_and_no_others()
    {
        var roots = new SemaphoreRootList([1, UInt256.MaxValue]);
        Assert.True(await roots.IsCurrentAsync(1));
        Assert.True(await roots.IsCurrentAsync(UInt256.MaxValue));
        Assert.False(await roots.IsCurrentAsync(2));
        Assert.False(await new SemaphoreRootList([]).IsCurrentAsync(0));
    }

    private static SemaphoreProof Genuine(int depth) => SemaphoreProofTests.Parse(JsonNode.Parse(ProofCase.SemaphoreJson(depth).GetRawText())!);

    private static UInt256 Next(UInt256 value) => UInt256.FromBigInteger(value.ToBigInteger() + 1);
}
