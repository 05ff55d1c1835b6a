using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// A Semaphore 4 proof as <c>@semaphore-protocol/proof</c> writes it, read but not verified: somebody in the group with this root says this
/// message, and the nullifier is theirs in this scope.
/// </summary>
/// <param name="MerkleTreeDepth">The depth of the tree, 1 to 32, which chooses the circuit.</param>
/// <param name="MerkleTreeRoot">The root of the group's tree; whether it is a group's is for <see cref="ISemaphoreRoots"/> to say.</param>
/// <param name="Nullifier">
/// The same for one identity in one scope, whatever the message and the group. Compare this number, never the text it came in and
/// never the points, of which a proof has several.
/// </param>
/// <param name="Message">What was signed, before <see cref="SemaphoreHash"/>.</param>
/// <param name="Scope">What the nullifier is bound to, before <see cref="SemaphoreHash"/>.</param>
/// <param name="Points">The Groth16 proof.</param>
public sealed record SemaphoreProof(
    int MerkleTreeDepth,
    UInt256 MerkleTreeRoot,
    UInt256 Nullifier,
    UInt256 Message,
    UInt256 Scope,
    Groth16Proof Points)
{
    private const int PointCount = 8;

    /// <summary>
    /// Reads the JSON object. Numbers are strings of at most 78 decimal digits or <c>0x</c> and at most 64 hexadecimal ones, below 2^256;
    /// the nullifier may have decimal zeros in front. The depth is a JSON number.
    /// </summary>
    /// <param name="json">The object; other members than a proof's are not looked at.</param>
    /// <param name="proof">The proof, or null.</param>
    /// <param name="error">What is wrong, for the one who wrote it; null when nothing is. It repeats nothing of the input.</param>
    public static bool TryParse(JsonElement json, [NotNullWhen(true)] out SemaphoreProof? proof, [NotNullWhen(false)] out string? error)
    {
        proof = null;
        if (!UntrustedJson.TryGetMembers(json, out var members))
        {
            error = "The proof is not an object whose members appear once.";
            return false;
        }

        if (!TryReadDepth(members, out var depth))
        {
            error = $"merkleTreeDepth is not an integer from {SemaphoreKeys.MinDepth} to {SemaphoreKeys.MaxDepth}.";
            return false;
        }

        if (!TryRead(members, "merkleTreeRoot", out var root, out error)
            || !TryRead(members, "nullifier", out var nullifier, out error, paddedDecimal: true)
            || !TryRead(members, "message", out var message, out error)
            || !TryRead(members, "scope", out var scope, out error))
        {
            return false;
        }

        if (!TryReadPoints(members, out var points))
        {
            error = $"points is not an array of {PointCount} numbers.";
            return false;
        }

        proof = new SemaphoreProof(depth, root, nullifier, message, scope, points);
        return true;
    }

    private static bool TryReadDepth(Dictionary<string, JsonElement> members, out int depth)
    {
        depth = 0;
        return members.TryGetValue("merkleTreeDepth", out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out depth)
            && depth is >= SemaphoreKeys.MinDepth and <= SemaphoreKeys.MaxDepth;
    }

    private static bool TryRead(Dictionary<string, JsonElement> members, string name, out UInt256 number, [NotNullWhen(false)] out string? error, bool paddedDecimal = false)
    {
        number = default;
        var isNumber = members.TryGetValue(name, out var value) && SemaphoreNumber.TryRead(value, paddedDecimal, out number);
        error = isNumber ? null : $"{name} is not a decimal or 0x hexadecimal number below 2^256.";
        return isNumber;
    }

    private static bool TryReadPoints(Dictionary<string, JsonElement> members, out Groth16Proof points)
    {
        points = default;
        if (!members.TryGetValue("points", out var array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() != PointCount)
            return false;

        Span<UInt256> c = stackalloc UInt256[PointCount];
        for (var i = 0; i < PointCount; i++)
        {
            if (!SemaphoreNumber.TryRead(array[i], paddedDecimal: false, out c[i]))
                return false;
        }

        // The contracts want imaginary parts first.
        points = new Groth16Proof(c[0], c[1], c[3], c[2], c[5], c[4], c[6], c[7]);
        return true;
    }
}
