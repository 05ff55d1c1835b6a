namespace CrawlGate.WebBotAuth;

/// <summary>An Ed25519 public key, parsed once by OpenSSL and kept.</summary>
internal sealed class Ed25519Key : VerificationKey
{
    private readonly OpenSsl _library;
    private readonly EvpKey _key;

    private Ed25519Key(OpenSsl library, EvpKey key, string keyId)
        : base(keyId) => (_library, _key) = (library, key);

    /// <inheritdoc/>
    public override string Algorithm => SignatureAlgorithms.Ed25519;

    /// <summary>Takes a key of 32 bytes; null when it is none to be trusted, or when the system has no Ed25519.</summary>
    public static Ed25519Key? TryCreate(ReadOnlySpan<byte> key) =>
        Ed25519.IsAcceptableKey(key) && OpenSsl.Instance is { } library
            ? new Ed25519Key(library, library.CreatePublicKey(key), JwkThumbprint.OfEd25519(key))
            : null;

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Ed25519.IsCanonicalSignature(signature) && _library.Verify(_key, data, signature);
}
