using System.Security.Cryptography;

namespace CrawlGate.WebBotAuth;

/// <summary>A P-256 key for <c>ecdsa-p256-sha256</c>, whose signatures are r ‖ s (RFC 9421 section 3.3.4).</summary>
internal sealed class EcdsaP256Key : PlatformKey<ECDsa>
{
    private const int CoordinateLength = 32;

    private readonly ECParameters _parameters;

    private EcdsaP256Key(ECDsa first, ECParameters parameters)
        : base(first, JwkThumbprint.OfP256(parameters.Q.X, parameters.Q.Y)) => _parameters = parameters;

    /// <inheritdoc/>
    public override string Algorithm => SignatureAlgorithms.EcdsaP256Sha256;

    /// <summary>Takes two coordinates of 32 bytes; null when they are no point of the curve.</summary>
    public static EcdsaP256Key? TryCreate(byte[] x, byte[] y)
    {
        if (x.Length != CoordinateLength || y.Length != CoordinateLength)
            return null;

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        try
        {
            return new EcdsaP256Key(ECDsa.Create(parameters), parameters);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    protected override ECDsa Create() => ECDsa.Create(_parameters);

    protected override bool Verify(ECDsa algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return signature.Length == 2 * CoordinateLength && algorithm.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
