using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CrawlGate.X402;

/// <summary>
/// The base64 JSON headers of x402. Reading is strict where parsers could disagree: standard alphabet only, no white space,
/// a size limit before anything is decoded, a depth limit, and no duplicate keys, which a facilitator might read differently.
/// </summary>
public static class PaymentHeader
{
    /// <summary>The longest request header that is decoded, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The deepest JSON that is read.</summary>
    public const int MaxJsonDepth = 32;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>Standard padded base64 of the value's UTF-8 JSON.</summary>
    public static string Encode<T>(T value, JsonTypeInfo<T> type) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Decodes a payment header; <paramref name="error"/> says in words what is wrong, without echoing input.</summary>
    public static bool TryDecodePayment(string header, out PaymentPayload? payment, out string error)
    {
        payment = null;
        return TryDecodeJson(header, out var root, out error) && PaymentPayload.TryRead(root, out payment, out error);
    }

    /// <summary>Decodes a header into a protocol type; false when it is malformed or misses a required member.</summary>
    public static bool TryDecode<T>(string header, JsonTypeInfo<T> type, out T? value)
    {
        value = default;
        if (!TryDecodeJson(header, out var root, out _))
            return false;

        try
        {
            value = root.Deserialize(type);
            return value is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Decodes a header to JSON; <paramref name="error"/> says in words what is wrong, without echoing input.</summary>
    public static bool TryDecodeJson(string header, out JsonElement root, out string error)
    {
        root = default;
        if (header.Length > MaxLength)
        {
            error = "The header is too long.";
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(header.Length + 3);
        try
        {
            if (!TryDecodeBase64(header, buffer, out var length))
                error = "The header is not standard base64.";
            else if (!StrictJson.TryParse(buffer.AsSpan(0, length), out root))
                error = "The header is not UTF-8 JSON, is nested too deeply or repeats a key.";
            else
                error = "";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return error.Length == 0;
    }

    /// <summary>Accepts what the reference's <c>^[A-Za-z0-9+/]*={0,2}$</c> accepts, missing padding included.</summary>
    private static bool TryDecodeBase64(string text, byte[] buffer, out int length)
    {
        length = 0;
        var digits = text.AsSpan().TrimEnd('=');
        if (digits.IsEmpty || text.Length - digits.Length > 2 || digits.ContainsAnyExcept(Alphabet) || digits.Length % 4 == 1)
            return false;

        var padded = Encoding.ASCII.GetBytes(digits, buffer);
        while (padded % 4 != 0)
            buffer[padded++] = (byte)'=';

        return Base64.DecodeFromUtf8InPlace(buffer.AsSpan(0, padded), out length) == OperationStatus.Done;
    }
}
