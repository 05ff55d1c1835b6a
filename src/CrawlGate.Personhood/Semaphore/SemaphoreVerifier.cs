using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Verifies Semaphore 4 proofs with the keys of the circuit's trusted setup.</summary>
public static class SemaphoreVerifier
{
    private const int UsualDepth = 20;

    /// <summary>The generators of both groups, which prove nothing.</summary>
    internal static Groth16Proof Sample { get; } = new(
        1, 2,
        Number("10857046999023057135944570762232829481370756359578518086990519993285655852781"),
        Number("11559732032986387107991004021392285783925812861821192530917403151452391805634"),
        Number("8495653923123431417604973247489272438418190587263600148770280649306958101930"),
        Number("4082367875863433681332203403145435568316851327593401208105741076214120093531"),
        1, 2);

    /// <summary>
    /// Prepares the key of a usual depth and verifies something, so that the first person does not wait for it: tens of milliseconds, once.
    /// </summary>
    public static void WarmUp() => Verify(new SemaphoreProof(UsualDepth, default, default, default, default, Sample));

    /// <summary>
    /// Whether the proof holds for its root, nullifier, message and scope. That the root is a group's, that message and scope are the
    /// expected ones and that the nullifier is new are for the caller to check, and cheaper.
    /// </summary>
    public static bool Verify(SemaphoreProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (proof.MerkleTreeDepth is < SemaphoreKeys.MinDepth or > SemaphoreKeys.MaxDepth)
            return false;

        ReadOnlySpan<UInt256> inputs =
            [proof.MerkleTreeRoot, proof.Nullifier, SemaphoreHash.ToField(proof.Message), SemaphoreHash.ToField(proof.Scope)];
        return Groth16.Verify(SemaphoreKeys.ForDepth(proof.MerkleTreeDepth), inputs, proof.Points);
    }

    private static UInt256 Number(string text) => FieldNumber.TryParse(text, out var number) ? number : throw new FormatException(text);
}
