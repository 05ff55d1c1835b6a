namespace CrawlGate.WebBotAuth;

/// <summary>A public key that message signatures are checked with.</summary>
public abstract class VerificationKey
{
    private protected VerificationKey(string keyId) => KeyId = keyId;

    /// <summary>The key's JWK thumbprint (RFC 7638), base64url.</summary>
    public string KeyId { get; }

    /// <summary>The signature algorithm's name in the HTTP Signature Algorithms registry, like <c>ed25519</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Whether <paramref name="signature"/> is this key's over <paramref name="data"/>. Never throws for bad input.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
