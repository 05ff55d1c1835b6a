using System.Security.Cryptography;

namespace CrawlGate.WebBotAuth;

/// <summary>An RSA key for <c>rsa-pss-sha512</c>: MGF1 with SHA-512 and a salt of 64 bytes (RFC 9421 section 3.3.1).</summary>
internal sealed class RsaPssKey : PlatformKey<RSA>
{
    private const int MinBits = 2048;
    private const int MaxBits = 8192;
    private const int MaxExponentLength = 4;

    private readonly RSAParameters _parameters;

    private RsaPssKey(RSA first, RSAParameters parameters)
        : base(first, JwkThumbprint.OfRsa(parameters.Modulus, parameters.Exponent)) => _parameters = parameters;

    /// <inheritdoc/>
    public override string Algorithm => SignatureAlgorithms.RsaPssSha512;

    /// <summary>Takes a modulus of 2048 to 8192 bits and an odd exponent from 3 to 2^32 − 1, both without leading zeros; null for others.</summary>
    public static RsaPssKey? TryCreate(byte[] modulus, byte[] exponent)
    {
        if (modulus is not [not 0, ..] || exponent is not [not 0, ..] || (modulus[^1] & exponent[^1] & 1) == 0)
            return null;

        var bits = (modulus.Length * 8) - System.Numerics.BitOperations.LeadingZeroCount((uint)modulus[0] << 24);
        if (bits is < MinBits or > MaxBits || exponent.Length > MaxExponentLength || exponent is [1])
            return null;

        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        try
        {
            return new RsaPssKey(RSA.Create(parameters), parameters);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    protected override RSA Create() => RSA.Create(_parameters);

    protected override bool Verify(RSA algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(data, hash);
        return signature.Length == _parameters.Modulus!.Length
            && algorithm.VerifyHash(hash, signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pss);
    }
}
