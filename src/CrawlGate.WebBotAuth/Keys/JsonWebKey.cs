using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CrawlGate.WebBotAuth;

/// <summary>Reads public keys from JSON Web Keys (RFC 7517, 7518 and 8037), strictly.</summary>
internal static class JsonWebKey
{
    // Longer than the modulus of the largest key that is accepted.
    private const int MaxValueLength = 2048;

    /// <summary>Reads a key; on failure <paramref name="error"/> says what is wrong with it, for the operator.</summary>
    public static bool TryRead(JsonElement jwk, [NotNullWhen(true)] out VerificationKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        error = Check(jwk);
        if (error is not null)
            return false;

        (key, var expected, error) = Text(jwk, "kty") switch
        {
            "OKP" when Text(jwk, "crv") != "Ed25519" => (null, "", "Of the OKP keys only Ed25519 is supported."),
            "OKP" when !Ed25519.IsSupported => (null, "", "This system has no Ed25519."),
            "OKP" => (ReadOkp(jwk), "EdDSA", "x is no acceptable Ed25519 public key."),
            "RSA" => (ReadRsa(jwk), "PS512", "n and e are no acceptable RSA key of 2048 to 8192 bits."),
            "EC" when Text(jwk, "crv") != "P-256" => (null, "", "Of the EC keys only P-256 is supported."),
            "EC" => (ReadEc(jwk), "ES256", "x and y are no point of P-256."),
            _ => ((VerificationKey?)null, "", "kty is none of OKP, RSA and EC."),
        };
        if (key is null)
            return false;

        error = null;
        if (jwk.TryGetProperty("alg", out _) && Text(jwk, "alg") is var algorithm
            && algorithm != expected && algorithm != key.Algorithm && !(key is Ed25519Key && algorithm == "Ed25519"))
            (key, error) = (null, "alg contradicts the key's type.");

        return key is not null;
    }

    private static string? Check(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object)
            return "The key is no JSON object.";
        // Whatever it signs, anybody could have signed.
        if (jwk.TryGetProperty("d", out _) || jwk.TryGetProperty("k", out _))
            return "The key is published with its secret part.";
        if (jwk.TryGetProperty("use", out _) && Text(jwk, "use") != "sig")
            return "use is not sig.";
        if (jwk.TryGetProperty("key_ops", out var operations)
            && (operations.ValueKind != JsonValueKind.Array || !operations.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.String && item.ValueEquals("verify"))))
            return "key_ops lacks verify.";

        return null;
    }

    private static Ed25519Key? ReadOkp(JsonElement jwk) => Bytes(jwk, "x") is { } x ? Ed25519Key.TryCreate(x) : null;

    private static RsaPssKey? ReadRsa(JsonElement jwk) => Bytes(jwk, "n") is { } n && Bytes(jwk, "e") is { } e ? RsaPssKey.TryCreate(n, e) : null;

    private static EcdsaP256Key? ReadEc(JsonElement jwk) => Bytes(jwk, "x") is { } x && Bytes(jwk, "y") is { } y ? EcdsaP256Key.TryCreate(x, y) : null;

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetText(out var text) ? text : null;

    // Encoding again is the test for the one permitted form: no padding, no spaces, no stray bits.
    private static byte[]? Bytes(JsonElement jwk, string name)
    {
        if (Text(jwk, name) is not { Length: > 0 and <= MaxValueLength } text)
            return null;

        var buffer = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, buffer, out _, out var length) != OperationStatus.Done)
            return null;

        var bytes = buffer[..length];
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    private static bool TryGetText(this JsonElement value, out string? text)
    {
        try
        {
            text = value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8.
            text = null;
            return false;
        }
    }
}
