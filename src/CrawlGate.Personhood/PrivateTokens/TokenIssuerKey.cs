using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// An issuer's public key for tokens of type 0x0002: RSASSA-PSS with 2048 bits, SHA-384, MGF1 with SHA-384 and a salt of 48 bytes
/// (RFC 9578 section 6). Safe for use by several threads at once.
/// </summary>
public sealed class TokenIssuerKey
{
    internal const int ModulusLength = 256;

    // The platform's objects promise nothing about threads: each verification has one to itself.
    private readonly ConcurrentBag<RSA> _idle = [];
    private readonly RSAParameters _parameters;
    private readonly byte[] _encoded;

    private TokenIssuerKey(RSA first, RSAParameters parameters, byte[] encoded)
    {
        _idle.Add(first);
        (_parameters, _encoded) = (parameters, encoded);
        Id = new Bytes32(SHA256.HashData(encoded));
    }

    /// <summary>The <c>token_key_id</c>: the SHA-256 of the key as it was given.</summary>
    public Bytes32 Id { get; }

    /// <summary>The key as it was given, for <c>token-key</c>.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>
    /// Reads a DER-encoded <c>SubjectPublicKeyInfo</c> with the algorithm <c>id-RSASSA-PSS</c> and the parameters above. The same RSA
    /// key under <c>rsaEncryption</c> or with other parameters is refused: it would have another key id.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> spki, [NotNullWhen(true)] out TokenIssuerKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        error = RsaPssKeyInfo.TryRead(spki, out var parameters);
        if (error is not null)
            return false;

        try
        {
            key = new TokenIssuerKey(RSA.Create(parameters), parameters, spki.ToArray());
            return true;
        }
        catch (CryptographicException)
        {
            error = "The platform does not take this RSA key.";
            return false;
        }
    }

    /// <summary>Whether the authenticator is this key's signature, as long as the modulus is (RFC 8017 section 8.1.2, step 1).</summary>
    internal bool Verify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> authenticator)
    {
        // Platforms read a number, so a signature without its leading zero byte would be a second spelling of the same one.
        if (authenticator.Length != ModulusLength)
            return false;

        Span<byte> hash = stackalloc byte[SHA384.HashSizeInBytes];
        SHA384.HashData(signed, hash);
        if (!_idle.TryTake(out var rsa))
            rsa = RSA.Create(_parameters);

        try
        {
            return rsa.VerifyHash(hash, authenticator, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        }
        catch (CryptographicException)
        {
            // A platform may report an impossible signature this way instead of answering.
            return false;
        }
        finally
        {
            _idle.Add(rsa);
        }
    }
}
