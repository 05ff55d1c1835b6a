using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace CrawlGate.WebBotAuth;

/// <summary>A private Ed25519 key that requests are signed with; OpenSSL holds it. Safe to use from several threads.</summary>
public sealed class Ed25519SigningKey : IDisposable
{
    private const string PrivateKeyLabel = "PRIVATE KEY";
    private const string Ed25519Oid = "1.3.101.112";

    private readonly OpenSsl _library;
    private readonly EvpKey _key;
    private readonly byte[] _publicKey = new byte[Ed25519.KeyLength];

    private Ed25519SigningKey(OpenSsl library, ReadOnlySpan<byte> seed)
    {
        _library = library;
        _key = library.CreatePrivateKey(seed);
        library.GetPublicKey(_key, _publicKey);
        KeyId = JwkThumbprint.OfEd25519(_publicKey);
    }

    /// <summary>The public key's JWK thumbprint (RFC 7638), base64url.</summary>
    public string KeyId { get; }

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    internal string PublicKeyText => Base64Url.EncodeToString(_publicKey);

    /// <summary>Takes the private key of RFC 8032, 32 bytes.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    /// <exception cref="PlatformNotSupportedException">The system has no Ed25519; see <see cref="Ed25519.IsSupported"/>.</exception>
    public static Ed25519SigningKey FromSeed(ReadOnlySpan<byte> seed) =>
        seed.Length == Ed25519.KeyLength ? new Ed25519SigningKey(OpenSsl.Required, seed) : throw new ArgumentException("An Ed25519 private key has 32 bytes.", nameof(seed));

    /// <summary>Reads an unencrypted PKCS #8 key in PEM (RFC 8410), what <c>openssl genpkey -algorithm ed25519</c> writes.</summary>
    /// <exception cref="CryptographicException">There is no such key in the text.</exception>
    /// <exception cref="PlatformNotSupportedException">The system has no Ed25519; see <see cref="Ed25519.IsSupported"/>.</exception>
    public static Ed25519SigningKey FromPem(ReadOnlySpan<char> pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] is not PrivateKeyLabel)
            throw new CryptographicException("The text has no unencrypted PKCS #8 private key.");

        var der = new byte[fields.DecodedDataLength];
        var seed = Array.Empty<byte>();
        try
        {
            if (!Convert.TryFromBase64Chars(pem[fields.Base64Data], der, out _))
                throw new CryptographicException("The private key is no base64.");

            seed = ReadSeed(der);
            return FromSeed(seed);
        }
        catch (Exception error) when (error is AsnContentException or ArgumentException)
        {
            throw new CryptographicException("The private key is no Ed25519 key in PKCS #8.", error);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Makes a new key. It cannot be exported: to keep one, generate it with OpenSSL and use <see cref="FromPem"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no Ed25519; see <see cref="Ed25519.IsSupported"/>.</exception>
    public static Ed25519SigningKey Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.KeyLength];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return FromSeed(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The public part, to verify with.</summary>
    public VerificationKey ToVerificationKey() => Ed25519Key.TryCreate(_publicKey) ?? throw new CryptographicException("The key is of small order.");

    /// <summary>Signs data; the 64 bytes of RFC 8032.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var signature = new byte[Ed25519.SignatureLength];
        _library.Sign(_key, data, signature);
        return signature;
    }

    /// <summary>Wipes the private key.</summary>
    public void Dispose() => _key.Dispose();

    private static byte[] ReadSeed(byte[] der)
    {
        var key = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        key.ReadInteger();
        var algorithm = key.ReadSequence().ReadObjectIdentifier();
        var inner = key.ReadOctetString();
        try
        {
            return algorithm == Ed25519Oid
                ? new AsnReader(inner, AsnEncodingRules.DER).ReadOctetString()
                : throw new CryptographicException("The private key is not of Ed25519.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(inner);
        }
    }
}
