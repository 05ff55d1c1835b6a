using System.Text;
using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>An HTTP answer with the payment headers decoded.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Header values by name, repeated ones joined.</param>
/// <param name="Body">The body as text.</param>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The decoded <c>PAYMENT-REQUIRED</c>, or null.</summary>
    public JsonNode? Quote => Decode("PAYMENT-REQUIRED");

    /// <summary>Its reason.</summary>
    public string? QuoteError => (string?)Quote?["error"];

    /// <summary>The decoded <c>PAYMENT-RESPONSE</c> or <c>X-PAYMENT-RESPONSE</c>, or null.</summary>
    public JsonNode? Receipt => Decode("PAYMENT-RESPONSE") ?? Decode("X-PAYMENT-RESPONSE");

    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>Whether anything of what the origin protects is in it.</summary>
    public bool Leaks => Body.Contains(TestOrigin.Marker, StringComparison.Ordinal) || Headers.ContainsKey("X-Protected");

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync());
    }

    private JsonNode? Decode(string name) =>
        Header(name) is { } value ? JsonNode.Parse(new UTF8Encoding(false, true).GetString(Convert.FromBase64String(value))) : null;
}
