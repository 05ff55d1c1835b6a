using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>The pairing checks of World ID's circuits: pure arithmetic, milliseconds long.</summary>
internal static class WorldIdPairing
{
    private const int CompressedWords = 4;

    /// <summary>Whether a statement of version 4.0 is proved, given what the chain knows.</summary>
    public static bool VerifyV4(WorldIdStatement statement, (UInt256 X, UInt256 Y) issuerKey, (UInt256 X, UInt256 Y) oprfKey, UInt256 treeDepth)
    {
        return Bn254Compression.TryDecompress(statement.Proof.ToArray(), out var proof) && Groth16.Verify(
            WorldIdKeys.V4,
            [
                statement.Nullifier, statement.IssuerSchemaId, issuerKey.X, issuerKey.Y, statement.ExpiresAtMin, default, statement.Root, treeDepth,
                statement.RpId.Value, statement.Action, oprfKey.X, oprfKey.Y, statement.SignalHash, statement.Nonce, statement.SessionCommitment,
            ],
            proof);
    }

    /// <summary>Whether a statement of version 3.0 is proved.</summary>
    public static bool VerifyV3(WorldIdStatement statement) =>
        TryReadV3(statement.Proof.ToArray(), out var proof)
        && Groth16.Verify(WorldIdKeys.V3, [statement.Root, statement.Nullifier, statement.SignalHash, statement.Action], proof);

    /// <summary>Eight coordinates, the imaginary parts of B first; or four compressed words before four zeros.</summary>
    private static bool TryReadV3(ReadOnlySpan<UInt256> words, out Groth16Proof proof)
    {
        if (words.Length == 2 * CompressedWords && !words[CompressedWords..].ContainsAnyExcept(default(UInt256)))
            return Bn254Compression.TryDecompress(words[..CompressedWords], out proof);

        var isWhole = words.Length == 2 * CompressedWords;
        proof = isWhole ? new Groth16Proof(words[0], words[1], words[3], words[2], words[5], words[4], words[6], words[7]) : default;
        return isWhole;
    }
}
