using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>The scheme's payload: an EIP-3009 authorization and a signature over it, still unchecked.</summary>
/// <param name="Authorization">What the payer authorises.</param>
/// <param name="Signature">65 bytes of a key, or whatever a contract wallet takes for its own (ERC-1271, ERC-6492).</param>
public readonly record struct ExactEvmPayload(Eip3009Authorization Authorization, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The longest signature that is read, in bytes.</summary>
    public const int MaxSignatureLength = 4 * 1024;

    /// <summary>The longest text of a member but the signature: a 256-bit decimal.</summary>
    private const int MaxTextLength = 78;

    /// <summary>
    /// Reads the payload strictly: every member a string, numbers canonical decimals of at most 256 bits, the nonce <c>0x</c> and
    /// 64 digits, no JSON escapes. So one authorization has one spelling but for the case of hexadecimal. Never throws.
    /// </summary>
    public static bool TryRead(JsonElement payload, out ExactEvmPayload result)
    {
        result = default;
        if (payload.ValueKind != JsonValueKind.Object
            || !payload.TryGetProperty("authorization"u8, out var authorization)
            || authorization.ValueKind != JsonValueKind.Object
            || !payload.TryGetProperty("signature"u8, out var signatureElement)
            || !TryReadSignature(signatureElement, out var signature))
            return false;

        if (!TryReadAddress(authorization, "from"u8, out var from)
            || !TryReadAddress(authorization, "to"u8, out var to)
            || !TryReadNumber(authorization, "value"u8, out var value)
            || !TryReadNumber(authorization, "validAfter"u8, out var validAfter)
            || !TryReadNumber(authorization, "validBefore"u8, out var validBefore)
            || !TryReadNonce(authorization, out var nonce))
            return false;

        result = new ExactEvmPayload(new Eip3009Authorization(from, to, value, validAfter, validBefore, nonce), signature);
        return true;
    }

    private static bool TryReadAddress(JsonElement parent, ReadOnlySpan<byte> name, out Address address)
    {
        Span<char> text = stackalloc char[MaxTextLength];
        address = default;
        return TryReadText(parent, name, text, out var length) && Address.TryParse(text[..length], out address);
    }

    private static bool TryReadNumber(JsonElement parent, ReadOnlySpan<byte> name, out UInt256 number)
    {
        Span<char> text = stackalloc char[MaxTextLength];
        number = default;
        return TryReadText(parent, name, text, out var length) && UInt256.TryParse(text[..length], out number);
    }

    private static bool TryReadNonce(JsonElement parent, out Bytes32 nonce)
    {
        Span<char> text = stackalloc char[MaxTextLength];
        nonce = default;
        return TryReadText(parent, "nonce"u8, text, out var length) && Bytes32.TryParse(text[..length], out nonce);
    }

    private static bool TryReadSignature(JsonElement element, out byte[] signature)
    {
        signature = [];
        if (!TryGetRawText(element, out var text) || !text.StartsWith("0x"u8) || text.Length % 2 != 0 || text.Length > 2 + (2 * MaxSignatureLength))
            return false;

        signature = new byte[(text.Length - 2) / 2];
        return Convert.FromHexString(text[2..], signature, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static bool TryReadText(JsonElement parent, ReadOnlySpan<byte> name, Span<char> destination, out int length)
    {
        length = 0;
        return parent.TryGetProperty(name, out var element)
            && TryGetRawText(element, out var text)
            && text.Length <= destination.Length
            && Ascii.ToUtf16(text, destination, out length) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>The bytes between the quotes: nothing that is read here needs an escape, and reading them in place allocates nothing.</summary>
    private static bool TryGetRawText(JsonElement element, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (element.ValueKind != JsonValueKind.String)
            return false;

        text = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        return !text.Contains((byte)'\\');
    }
}
