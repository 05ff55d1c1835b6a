using System.Text.Json;
using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>Clients of others: <c>x402/pay-fetch.mjs</c> for version 2, <c>x402-legacy/pay-legacy.mjs</c> for version 1.</summary>
public static class ReferenceClient
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Fetches a page and pays for it with a key if asked to.</summary>
    public static async Task<ReferenceClientResponse> GetAsync(
        Uri url, string privateKey, string script = "x402/pay-fetch.mjs", string? userAgent = null)
    {
        var environment = new Dictionary<string, string> { ["URL"] = url.ToString(), ["PRIVATE_KEY"] = privateKey };
        if (userAgent is not null)
            environment["USER_AGENT"] = userAgent;

        return JsonSerializer.Deserialize<ReferenceClientResponse>(await NodeProcess.RunAsync(script, environment), Options)!;
    }
}

/// <summary>What such a client saw in the end.</summary>
/// <param name="Status">The status after payment.</param>
/// <param name="Headers">The response headers, names in lower case.</param>
/// <param name="Body">The response body.</param>
/// <param name="PaymentResponse">The decoded settlement, or JSON null.</param>
public sealed record ReferenceClientResponse(int Status, IReadOnlyDictionary<string, string> Headers, string Body, JsonElement PaymentResponse);
