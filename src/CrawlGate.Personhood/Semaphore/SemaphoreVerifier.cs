using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Verifies Semaphore 4 proofs with the keys of the circuit's trusted setup.</summary>
public static class SemaphoreVerifier
{
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
}
