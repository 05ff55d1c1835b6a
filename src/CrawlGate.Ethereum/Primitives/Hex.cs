namespace CrawlGate.Ethereum;

/// <summary>Strict <c>0x</c>-prefixed hexadecimal, as the Ethereum JSON-RPC specification writes unformatted data.</summary>
public static class Hex
{
    /// <summary>Lower-case hexadecimal with the <c>0x</c> prefix; <c>0x</c> for no bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => string.Concat("0x", Convert.ToHexStringLower(bytes));

    /// <summary>Decodes <c>0x</c> and an even number of hexadecimal digits of either case; nothing else is accepted.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        if (!HasPrefix(text) || text.Length % 2 != 0)
        {
            bytes = [];
            return false;
        }

        bytes = new byte[(text.Length - 2) / 2];
        return TryDecode(text, bytes);
    }

    /// <summary>Decodes text that must hold exactly as many bytes as <paramref name="destination"/>; allocates nothing.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        return HasPrefix(text)
            && text.Length - 2 == destination.Length * 2
            && Convert.FromHexString(text[2..], destination, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == destination.Length;
    }

    /// <summary>Decodes like <see cref="TryDecode(ReadOnlySpan{char}, out byte[])"/>.</summary>
    /// <exception cref="FormatException">The text is not prefixed hexadecimal.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text) =>
        TryDecode(text, out var bytes) ? bytes : throw new FormatException("Not 0x-prefixed hexadecimal.");

    private static bool HasPrefix(ReadOnlySpan<char> text) => text is ['0', 'x', ..];
}
