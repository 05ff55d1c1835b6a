using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrawlGate.AspNetCore;

/// <summary>A catalogue file as it is written; nothing in it is checked yet.</summary>
internal sealed record CatalogueDocument
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public string? Date { get; init; }

    // One by one, so that a mistake in one entry does not hide those in the others.
    public JsonElement[]? Crawlers { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>One crawler of a catalogue file.</summary>
internal sealed record CatalogueEntry
{
    public string? Token { get; init; }

    public string? Operator { get; init; }

    public string? Purpose { get; init; }

    public string? Documentation { get; init; }

    public CatalogueIpRange?[]? IpRanges { get; init; }

    public string?[]? ReverseDns { get; init; }

    public string? SignatureAgent { get; init; }

    public bool? Remove { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>One list of addresses of a catalogue file.</summary>
internal sealed record CatalogueIpRange
{
    public string? Url { get; init; }

    public string? Format { get; init; }

    public bool? Complete { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>Source-generated JSON of catalogue files: comments and trailing commas are welcome, doubled members are not.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    MaxDepth = 8)]
[JsonSerializable(typeof(CatalogueDocument))]
[JsonSerializable(typeof(CatalogueEntry))]
internal sealed partial class CatalogueJsonContext : JsonSerializerContext;
