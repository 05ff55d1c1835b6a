using System.Text.Json.Serialization;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>How stores write a <see cref="JournaledTransaction"/> down.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(AddressJsonConverter), typeof(Bytes32JsonConverter), typeof(UInt256JsonConverter)])]
[JsonSerializable(typeof(JournaledTransaction))]
public sealed partial class JournalJsonContext : JsonSerializerContext;
