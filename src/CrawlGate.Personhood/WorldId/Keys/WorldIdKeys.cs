using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// The verifying keys of World ID's circuits. They are kept as 64-digit words: α, β, γ and δ as x and y, then the points of the public
/// inputs, elements of the quadratic extension with their real part first. A key is prepared when it is first asked for.
/// </summary>
public static partial class WorldIdKeys
{
    private const int Digits = 64;

    private static readonly Lazy<Groth16VerifyingKey> LazyV4 = new(() => Parse(V4Words));

    private static readonly Lazy<Groth16VerifyingKey> LazyV3 = new(() => Parse(V3Words));

    /// <summary>World ID 4.0: nullifier, issuer, its key's x and y, expiry, genesis, root, depth, relying party, action, OPRF key's x and y, signal, nonce, session.</summary>
    public static Groth16VerifyingKey V4 => LazyV4.Value;

    /// <summary>World ID 3.0 at depth 30: root, nullifier, signal, external nullifier.</summary>
    public static Groth16VerifyingKey V3 => LazyV3.Value;

    private static Groth16VerifyingKey Parse(string text)
    {
        var words = Words(text);
        var inputs = new G1[(words.Length - 14) / 2];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = PointOfG1(words, 14 + (2 * i));

        return Groth16VerifyingKey.Create(PointOfG1(words, 0), PointOfG2(words, 2), PointOfG2(words, 6), PointOfG2(words, 10), inputs);
    }

    private static UInt256[] Words(string text)
    {
        var digits = text.ReplaceLineEndings("");
        var words = new UInt256[digits.Length / Digits];
        for (var i = 0; i < words.Length; i++)
            words[i] = new UInt256(Convert.FromHexString(digits.AsSpan(i * Digits, Digits)));
        return words;
    }

    private static G1 PointOfG1(UInt256[] words, int start) =>
        G1.TryFrom(words[start], words[start + 1], out var point) ? point : throw NoKey();

    private static G2 PointOfG2(UInt256[] words, int start) =>
        G2.TryFrom(words[start], words[start + 1], words[start + 2], words[start + 3], out var point) ? point : throw NoKey();

    private static FormatException NoKey() => new("A point of an embedded verifying key is off its curve.");
}
