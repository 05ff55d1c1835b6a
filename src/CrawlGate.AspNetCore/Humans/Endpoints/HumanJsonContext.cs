using System.Text.Json.Serialization;

namespace CrawlGate.AspNetCore;

/// <summary>Where to go on, for the page's scripts.</summary>
/// <param name="To">A path of this site.</param>
internal sealed record GoOn(string To);

/// <summary>What the page's scripts read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GoOn))]
internal sealed partial class HumanJsonContext : JsonSerializerContext;
