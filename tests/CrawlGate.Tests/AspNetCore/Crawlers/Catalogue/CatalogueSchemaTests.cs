using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The schema that editors complete catalogue files from has exactly the members and values that are read.</summary>
public sealed class CatalogueSchemaTests
{
    private readonly JsonNode _schema = JsonNode.Parse(Repository.Read("config", "crawlers.schema.json"))!;

    [Fact]
    public void Members()
    {
        AssertMembers<CatalogueDocument>(_schema);
        AssertMembers<CatalogueEntry>(Definition("crawler"));
        AssertMembers<CatalogueIpRange>(Definition("ipRange"));
    }

    [Fact]
    public void Values()
    {
        AssertValues<CrawlerPurpose>(Definition("purpose"));
        AssertValues<IpRangeFormat>(Definition("format"));
    }

    [Fact]
    public void Limits_of_a_token()
    {
        var token = Definition("crawler")["properties"]!["token"]!;
        Assert.Equal(CatalogueEntryReader.MinTokenLength, token["minLength"]!.GetValue<int>());
        Assert.Equal(CatalogueEntryReader.MaxTokenLength, token["maxLength"]!.GetValue<int>());
    }

    private JsonNode Definition(string name) => _schema["$defs"]![name]!;

    private static void AssertMembers<T>(JsonNode schema)
    {
        var expected = typeof(T).GetProperties()
            .Where(property => property.GetCustomAttribute<JsonExtensionDataAttribute>() is null)
            .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        Assert.Equal(expected.Order(StringComparer.Ordinal), schema["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.False(schema["additionalProperties"]!.GetValue<bool>());
    }

    private static void AssertValues<T>(JsonNode definition)
        where T : struct, Enum
    {
        var names = definition["enum"]!.AsArray().Select(name => name!.GetValue<string>()).ToArray();
        Assert.Equal(Enum.GetValues<T>(), names.Select(name => CatalogueNames<T>.TryParse(name, out var value) ? value : throw new ArgumentException(name)));
    }
}
