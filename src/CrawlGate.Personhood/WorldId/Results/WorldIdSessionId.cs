using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// A session of World ID 4.0, written <c>session_</c> and 128 hexadecimal digits: the commitment that a proof opens, and a seed that only
/// wallets need. Case is normalised, so equal sessions are equal values.
/// </summary>
public readonly record struct WorldIdSessionId
{
    private const string Prefix = "session_";

    private const int CommitmentDigits = 64;

    private const int Digits = 128;

    private readonly string? _digits;

    private WorldIdSessionId(string digits, UInt256 commitment) => (_digits, Commitment) = (digits, commitment);

    /// <summary>The commitment, a public input of session proofs; never zero, which stands for "no session" there.</summary>
    public UInt256 Commitment { get; }

    /// <summary>Reads the written form; a commitment of zero or outside the scalar field is refused.</summary>
    public static bool TryParse(string text, out WorldIdSessionId sessionId)
    {
        sessionId = default;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length != Prefix.Length + Digits)
            return false;

        var digits = text[Prefix.Length..].ToLowerInvariant();
        if (!Hex.TryDecode("0x" + digits, out _)
            || !FieldText.TryParseElement("0x" + digits[..CommitmentDigits], out var commitment)
            || commitment.IsZero)
        {
            return false;
        }

        sessionId = new WorldIdSessionId(digits, commitment);
        return true;
    }

    /// <summary>The written form.</summary>
    public override string ToString() => Prefix + _digits;
}
