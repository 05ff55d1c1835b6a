using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>The bridge's envelopes: AES-256-GCM with a 12-byte IV, the tag behind the text, both in base64.</summary>
internal static class BridgeCipher
{
    public const int KeyLength = 32;

    private const int IvLength = 12;

    private const int TagLength = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        var iv = RandomNumberGenerator.GetBytes(IvLength);
        var sealedText = new byte[text.Length + TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(iv, text, sealedText.AsSpan(0, text.Length), sealedText.AsSpan(text.Length));

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBase64String("iv", iv);
            json.WriteBase64String("payload", sealedText);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>False for an envelope that is none, or was not sealed with this key.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> key, JsonElement envelope, out byte[] text)
    {
        text = [];
        if (!UntrustedJson.TryGetMembers(envelope, out var members)
            || !TryGetBytes(members, "iv", out var iv) || iv.Length != IvLength
            || !TryGetBytes(members, "payload", out var payload) || payload.Length < TagLength)
        {
            return false;
        }

        text = new byte[payload.Length - TagLength];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(iv, payload.AsSpan(0, text.Length), payload.AsSpan(text.Length), text);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static bool TryGetBytes(Dictionary<string, JsonElement> members, string name, out byte[] bytes)
    {
        bytes = [];
        return members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out bytes!);
    }
}
