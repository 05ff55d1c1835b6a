using System.Text.Json;
using System.Text.Json.Serialization;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>What IDKit takes as <c>rp_context</c>: a challenge, signed by the relying party, that wallets check before they ask a person.</summary>
/// <param name="RpId">The relying party, <c>rp_…</c>.</param>
/// <param name="Nonce">The challenge's own number, which a proof of version 4.0 is bound to.</param>
/// <param name="CreatedAt">Unix seconds.</param>
/// <param name="ExpiresAt">Unix seconds; wallets refuse it afterwards.</param>
/// <param name="Signature">65 bytes r ‖ s ‖ v as <c>0x</c> hexadecimal.</param>
public sealed record RpContext(
    string RpId,
    [property: JsonConverter(typeof(FieldHexJsonConverter))] UInt256 Nonce,
    long CreatedAt,
    long ExpiresAt,
    string Signature);

/// <summary>A number as a JSON string of <c>0x</c> and 64 hexadecimal digits.</summary>
public sealed class FieldHexJsonConverter : JsonConverter<UInt256>
{
    /// <inheritdoc/>
    public override UInt256 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is ['0', 'x', ..] text && FieldNumber.TryParse(text, out var value)
            ? value
            : throw new JsonException("Not a 0x-prefixed hexadecimal number of at most 256 bits.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, UInt256 value, JsonSerializerOptions options) => writer.WriteStringValue(FieldText.ToHex(value));
}

/// <summary>JSON of World ID's own wire forms.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RpContext))]
public sealed partial class WorldIdJsonContext : JsonSerializerContext;
