using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CrawlGate.WebBotAuth;

/// <summary>A public key that message signatures are checked with. Safe to use from several threads at once.</summary>
public abstract class VerificationKey
{
    private protected VerificationKey(string keyId) => KeyId = keyId;

    /// <summary>The key's JWK thumbprint (RFC 7638), base64url.</summary>
    public string KeyId { get; }

    /// <summary>The signature algorithm's name in the HTTP Signature Algorithms registry, like <c>ed25519</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Whether <paramref name="signature"/> is this key's over <paramref name="data"/>. Never throws for bad input.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>
    /// Reads a JSON Web Key (RFC 7517): Ed25519 (<c>OKP</c>), RSA of 2048 to 8192 bits, which is used with <c>rsa-pss-sha512</c>, or
    /// P-256 (<c>EC</c>). Keys with a private part, of small order, or for another use or algorithm are refused. A <c>kid</c> is not
    /// believed: <see cref="KeyId"/> is computed.
    /// </summary>
    /// <param name="jwk">The key, as it stands in a key set.</param>
    /// <param name="key">The key.</param>
    /// <param name="error">What is wrong with it, for the operator.</param>
    public static bool TryParse(JsonElement jwk, [NotNullWhen(true)] out VerificationKey? key, [NotNullWhen(false)] out string? error) =>
        JsonWebKey.TryRead(jwk, out key, out error);
}
