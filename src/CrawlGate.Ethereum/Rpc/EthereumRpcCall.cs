using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrawlGate.Ethereum;

/// <summary>A request as every URL gets it.</summary>
internal sealed class EthereumRpcCall
{
    public const string ReceiptMethod = "eth_getTransactionReceipt";

    public EthereumRpcCall(string method, long id, JsonArray parameters)
    {
        Method = method;
        Id = id;
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WriteNumber("id"u8, id);
        writer.WriteString("method"u8, method);
        writer.WritePropertyName("params"u8);
        parameters.WriteTo(writer);
        writer.WriteEndObject();
        writer.Flush();
        Body = buffer.WrittenSpan.ToArray();
    }

    public string Method { get; }

    public long Id { get; }

    public byte[] Body { get; }

    /// <summary>Whether a node that takes it acts on it.</summary>
    public bool Sends => Method.StartsWith("eth_send", StringComparison.Ordinal);

    public bool AsksForReceipt => Method == ReceiptMethod;
}
