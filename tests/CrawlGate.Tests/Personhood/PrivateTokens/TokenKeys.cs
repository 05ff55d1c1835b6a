using System.Formats.Asn1;
using System.Security.Cryptography;

namespace CrawlGate.Tests.Personhood;

/// <summary>Public keys as issuers encode them, and as they must not.</summary>
internal static class TokenKeys
{
    public const string Pss = "1.2.840.113549.1.1.10";
    public const string RsaEncryption = "1.2.840.113549.1.1.1";
    public const string Mgf1 = "1.2.840.113549.1.1.8";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string Sha384 = "2.16.840.1.101.3.4.2.2";

    /// <summary>The same key under the algorithm that the platform imports.</summary>
    public static byte[] AsRsaEncryption(ReadOnlySpan<byte> spki)
    {
        var info = new AsnReader(spki.ToArray(), AsnEncodingRules.DER).ReadSequence();
        info.ReadSequence();
        using var rsa = RSA.Create();
        rsa.ImportRSAPublicKey(info.ReadBitString(out _), out _);
        return rsa.ExportSubjectPublicKeyInfo();
    }

    /// <summary>Encodes a key with the given parameters, right or wrong.</summary>
    public static byte[] Encode(
        RSA rsa, string algorithm = Pss, string? hash = Sha384, string mask = Mgf1, string maskHash = Sha384, int? salt = 48, int? trailer = null, bool withNull = false)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                using (writer.PushSequence())
                {
                    Field(writer, 0, hash is null ? null : () => Hash(writer, hash, withNull));
                    Field(writer, 1, () =>
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(mask);
                            Hash(writer, maskHash, withNull);
                        }
                    });
                    Field(writer, 2, salt is null ? null : () => writer.WriteInteger(salt.Value));
                    Field(writer, 3, trailer is null ? null : () => writer.WriteInteger(trailer.Value));
                }
            }

            writer.WriteBitString(rsa.ExportRSAPublicKey());
        }

        return writer.Encode();
    }

    private static void Hash(AsnWriter writer, string hash, bool withNull)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(hash);
            if (withNull)
                writer.WriteNull();
        }
    }

    private static void Field(AsnWriter writer, int number, Action? content)
    {
        if (content is null)
            return;

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, number)))
            content();
    }
}
