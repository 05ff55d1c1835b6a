using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>
/// Parts of JSON-RPC results. What a node may not answer is an <see cref="EthereumRpcUnavailableException"/>: there was no usable answer.
/// </summary>
internal static class RpcValue
{
    public static JsonElement Member(JsonElement value, string name, string what) =>
        UntrustedJson.TryGetMember(value, name, out var member) ? member : throw Malformed(what);

    /// <summary><c>0x</c> and 1 to 64 digits (execution-apis <c>uint256</c>; leading zeros, which some nodes write, are tolerated).</summary>
    public static UInt256 Quantity(JsonElement value, string what)
    {
        var text = Text(value, what);
        if (text.Length is < 3 or > 66)
            throw Malformed(what);

        Span<char> padded = stackalloc char[66];
        padded.Fill('0');
        text.AsSpan(2).CopyTo(padded[(66 - (text.Length - 2))..]);
        text.AsSpan(0, 2).CopyTo(padded);
        Span<byte> bytes = stackalloc byte[32];
        return Hex.TryDecode(padded, bytes) ? new UInt256(bytes) : throw Malformed(what);
    }

    public static ulong UInt64(JsonElement value, string what) => Quantity(value, what).TryGetUInt64(out var number) ? number : throw Malformed(what);

    public static byte[] Bytes(JsonElement value, string what) => Hex.TryDecode(Text(value, what), out var bytes) ? bytes : throw Malformed(what);

    public static Bytes32 Hash(JsonElement value, string what) => Bytes32.TryParse(Text(value, what), out var hash) ? hash : throw Malformed(what);

    /// <summary>Nodes write addresses in lower case or checksummed.</summary>
    public static Address Account(JsonElement value, string what) => Address.TryParse(Text(value, what), out var address) ? address : throw Malformed(what);

    public static List<T> List<T>(JsonElement value, string what, Func<JsonElement, T> item)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Malformed(what);

        var list = new List<T>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
            list.Add(item(element));

        return list;
    }

    public static EventLog Log(JsonElement value, string what) => new(
        Account(Member(value, "address", what), what),
        List(Member(value, "topics", what), what, topic => Hash(topic, what)),
        Bytes(Member(value, "data", what), what));

    public static TransactionReceipt Receipt(JsonElement value, string what)
    {
        var status = UInt64(Member(value, "status", what), what);
        return status > 1
            ? throw Malformed(what)
            : new TransactionReceipt(
                Hash(Member(value, "transactionHash", what), what),
                status == 1,
                UInt64(Member(value, "blockNumber", what), what),
                Hash(Member(value, "blockHash", what), what),
                List(Member(value, "logs", what), what, log => Log(log, what)))
            {
                GasUsed = UntrustedJson.TryGetMember(value, "gasUsed", out var gas) ? UInt64(gas, what) : 0,
            };
    }

    public static LogEntry LogEntry(JsonElement value, string what) => new(
        Log(value, what),
        Hash(Member(value, "transactionHash", what), what),
        UInt64(Member(value, "blockNumber", what), what));

    public static EthereumRpcUnavailableException Malformed(string what) => new($"{what}: the answer is malformed.");

    private static string Text(JsonElement value, string what) => UntrustedJson.TryGetText(value, out var text) ? text : throw Malformed(what);
}
