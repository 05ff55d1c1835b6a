using System.Formats.Asn1;
using System.Security.Cryptography;

namespace CrawlGate.Personhood;

/// <summary>
/// Reads the one form of <c>SubjectPublicKeyInfo</c> that RFC 9578 section 6.5 allows: <c>id-RSASSA-PSS</c> (RFC 4055) with SHA-384
/// throughout. The platform's own import knows <c>rsaEncryption</c> only.
/// </summary>
internal static class RsaPssKeyInfo
{
    private const string RsaSsaPss = "1.2.840.113549.1.1.10";
    private const string Mgf1 = "1.2.840.113549.1.1.8";
    private const string Sha384 = "2.16.840.1.101.3.4.2.2";
    private const int SaltLength = 48;
    private const int MaxExponentLength = 4;

    private const string NotPss = "It is not an RSASSA-PSS key with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.";

    /// <summary>The key, or why it is none.</summary>
    public static string? TryRead(ReadOnlySpan<byte> spki, out RSAParameters parameters)
    {
        parameters = default;
        try
        {
            var outer = new AsnReader(spki.ToArray(), AsnEncodingRules.DER);
            var info = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            if (!IsTokenAlgorithm(info.ReadSequence()))
                return NotPss;

            var content = info.ReadBitString(out var unusedBits);
            info.ThrowIfNotEmpty();
            if (unusedBits != 0)
                return "The key's bits are not bytes.";

            var bits = new AsnReader(content, AsnEncodingRules.DER);
            var rsa = bits.ReadSequence();
            bits.ThrowIfNotEmpty();
            var modulus = Unsigned(rsa.ReadIntegerBytes().Span);
            var exponent = Unsigned(rsa.ReadIntegerBytes().Span);
            rsa.ThrowIfNotEmpty();
            if (modulus.Length != TokenIssuerKey.ModulusLength || modulus[0] < 0x80 || modulus[^1] % 2 == 0)
                return "The modulus has not 2048 bits.";
            if (exponent.Length is 0 or > MaxExponentLength || exponent[^1] % 2 == 0 || exponent is [1])
                return "The exponent is not an odd number from 3 to 2^32 - 1.";

            parameters = new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
            return null;
        }
        catch (AsnContentException)
        {
            return "It is not a DER-encoded public key.";
        }
    }

    private static bool IsTokenAlgorithm(AsnReader algorithm)
    {
        if (algorithm.ReadObjectIdentifier() != RsaSsaPss || !algorithm.HasData)
            return false;

        var parameters = algorithm.ReadSequence();
        algorithm.ThrowIfNotEmpty();
        // A field that is left out has a default, and none of the defaults is the right value; the trailer has only its default.
        if (!IsNext(parameters, 0) || !IsSha384(parameters.ReadSequence(Tag(0)))
            || !IsNext(parameters, 1) || !IsMgf1(parameters.ReadSequence(Tag(1)))
            || !IsNext(parameters, 2) || !IsSaltLength(parameters.ReadSequence(Tag(2))))
        {
            return false;
        }

        return !parameters.HasData;
    }

    private static bool IsSha384(AsnReader field)
    {
        var hash = field.ReadSequence();
        field.ThrowIfNotEmpty();
        return IsSha384Identifier(hash);
    }

    private static bool IsMgf1(AsnReader field)
    {
        var mask = field.ReadSequence();
        field.ThrowIfNotEmpty();
        if (mask.ReadObjectIdentifier() != Mgf1 || !mask.HasData)
            return false;

        var hash = mask.ReadSequence();
        mask.ThrowIfNotEmpty();
        return IsSha384Identifier(hash);
    }

    // RFC 4055 section 2.1: the parameters of a hash may be left out or NULL.
    private static bool IsSha384Identifier(AsnReader hash)
    {
        if (hash.ReadObjectIdentifier() != Sha384)
            return false;
        if (hash.HasData)
            hash.ReadNull();
        hash.ThrowIfNotEmpty();
        return true;
    }

    private static bool IsSaltLength(AsnReader field)
    {
        var right = field.TryReadInt32(out var length) && length == SaltLength;
        field.ThrowIfNotEmpty();
        return right;
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    private static bool IsNext(AsnReader reader, int number) => reader.HasData && reader.PeekTag() == Tag(number);

    /// <summary>The number without the zero byte that keeps it positive; nothing for a negative one.</summary>
    private static ReadOnlySpan<byte> Unsigned(ReadOnlySpan<byte> integer) =>
        integer[0] >= 0x80 ? [] : integer[0] == 0 ? integer[1..] : integer;
}
