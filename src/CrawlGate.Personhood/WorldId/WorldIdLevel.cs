namespace CrawlGate.Personhood;

/// <summary>How hard a credential is to have twice.</summary>
public enum WorldIdLevel
{
    /// <summary>A selfie or a credential that this library does not know.</summary>
    Weak,

    /// <summary>A state's document with a chip.</summary>
    Document,

    /// <summary>A proof of human: irises, unique among all of them.</summary>
    Human,
}

/// <summary>The issuers of credentials.</summary>
public static class WorldIdIssuers
{
    /// <summary><c>proof_of_human</c>.</summary>
    public const ulong ProofOfHuman = 1;

    /// <summary><c>selfie</c>.</summary>
    public const ulong Selfie = 11;

    /// <summary><c>passport</c>.</summary>
    public const ulong Passport = 9303;

    /// <summary><c>mnc</c>, the MyNumber card.</summary>
    public const ulong MyNumberCard = 9310;

    /// <summary>What a credential of an issuer is worth.</summary>
    public static WorldIdLevel Level(ulong issuerSchemaId) => issuerSchemaId switch
    {
        ProofOfHuman => WorldIdLevel.Human,
        Passport or MyNumberCard => WorldIdLevel.Document,
        _ => WorldIdLevel.Weak,
    };

    /// <summary>The identifier that IDKit writes beside an issuer's number; null for an issuer that this library does not know.</summary>
    public static string? Identifier(ulong issuerSchemaId) => issuerSchemaId switch
    {
        ProofOfHuman => "proof_of_human",
        Selfie => "selfie",
        Passport => "passport",
        MyNumberCard => "mnc",
        _ => null,
    };
}
