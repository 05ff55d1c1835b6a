namespace CrawlGate.Tests.Ethereum;

/// <summary>Just enough RLP reading to see what a node would see.</summary>
internal static class RawTransaction
{
    public static ulong ChainId(ReadOnlySpan<byte> raw) => Integer(raw, 0);

    public static ulong Nonce(ReadOnlySpan<byte> raw) => Integer(raw, 1);

    public static ulong MaxPriorityFeePerGas(ReadOnlySpan<byte> raw) => Integer(raw, 2);

    public static ulong MaxFeePerGas(ReadOnlySpan<byte> raw) => Integer(raw, 3);

    public static ulong GasLimit(ReadOnlySpan<byte> raw) => Integer(raw, 4);

    private static ulong Integer(ReadOnlySpan<byte> raw, int field)
    {
        Assert.Equal(2, raw[0]);
        var rest = raw[1] >= 0xf8 ? raw[(2 + raw[1] - 0xf7)..] : raw[2..];
        for (; field > 0; field--)
            rest = rest[(rest[0] < 0x80 ? 1 : 1 + rest[0] - 0x80)..];

        if (rest[0] < 0x80)
            return rest[0];

        ulong value = 0;
        foreach (var digit in rest.Slice(1, rest[0] - 0x80))
            value = (value << 8) | digit;
        return value;
    }
}
