using System.Text.Json;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>Members of a group: a Semaphore proof about this browser's signal, in the scope of this site and week.</summary>
internal sealed class SemaphorePersonhood(ISemaphoreRoots roots, PersonhoodLevel level) : IPersonhoodVerifier
{
    /// <summary>The name that forms send.</summary>
    public const string ProviderName = "semaphore";

    private const string ProofField = "proof";

    public string Name => ProviderName;

    // The order is by cost: numbers, then the root, which may be a question to the chain, then the pairing.
    public async ValueTask<PersonhoodVerdict> VerifyAsync(PersonhoodEvidence evidence, PersonhoodChallenge challenge, CancellationToken cancellationToken)
    {
        if (!TryRead(evidence[ProofField], out var proof, out var error))
            return new PersonhoodVerdict.Refused("malformed", error);
        if (proof.Message != Number(challenge.Signal))
            return new PersonhoodVerdict.Refused("expired", "The proof was made for another browser, or for a page that was opened before.");
        if (proof.Scope != Number(challenge.Scope))
            return new PersonhoodVerdict.Refused("expired", "The proof was made for another site or another week.");

        try
        {
            if (!await roots.IsCurrentAsync(proof.MerkleTreeRoot, cancellationToken))
                return new PersonhoodVerdict.Refused("not_a_member", "The proof is about a group that is not, or no longer, the one whose members may read here.");
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException or IOException)
        {
            return new PersonhoodVerdict.Unavailable(failure.Message);
        }

        if (!SemaphoreVerifier.Verify(proof))
            return new PersonhoodVerdict.Refused("invalid_proof", "The proof does not hold.");

        var nullifier = new byte[32];
        proof.Nullifier.WriteTo(nullifier);
        return new PersonhoodVerdict.Accepted(nullifier, level);
    }

    private static bool TryRead(string? text, out SemaphoreProof proof, out string error)
    {
        proof = null!;
        error = "The proof is missing.";
        if (text is null)
            return false;

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            if (SemaphoreProof.TryParse(document.RootElement, out var read, out var reason))
            {
                proof = read;
                return true;
            }

            error = reason;
            return false;
        }
        catch (JsonException)
        {
            error = "The proof is not JSON.";
            return false;
        }
    }

    private static UInt256 Number(Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteTo(bytes);
        return new UInt256(bytes);
    }
}
