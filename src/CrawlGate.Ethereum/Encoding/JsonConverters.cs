using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrawlGate.Ethereum;

/// <summary>An address as a JSON string with checksum.</summary>
public sealed class AddressJsonConverter : JsonConverter<Address>
{
    /// <inheritdoc/>
    public override Address Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Address.TryParse(reader.GetString(), out var value) ? value : throw new JsonException("Not an Ethereum address.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>32 bytes as a JSON string of hexadecimal digits.</summary>
public sealed class Bytes32JsonConverter : JsonConverter<Bytes32>
{
    /// <inheritdoc/>
    public override Bytes32 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Bytes32.TryParse(reader.GetString(), out var value) ? value : throw new JsonException("Not 32 bytes.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Bytes32 value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>A 256-bit number as a JSON string of decimal digits.</summary>
public sealed class UInt256JsonConverter : JsonConverter<UInt256>
{
    /// <inheritdoc/>
    public override UInt256 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        UInt256.TryParse(reader.GetString(), out var value) ? value : throw new JsonException("Not a 256-bit number.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, UInt256 value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
