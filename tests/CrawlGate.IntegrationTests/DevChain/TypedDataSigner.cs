using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>Signs EIP-712 typed data with viem, so that the code under test is not its own judge.</summary>
public sealed class TypedDataSigner : IAsyncDisposable
{
    private readonly NodeProcess _process;
    private readonly HttpClient _http;

    private TypedDataSigner(NodeProcess process)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = process.Url };
    }

    public static async Task<TypedDataSigner> StartAsync() => new(await NodeProcess.StartAsync("x402/sign.mjs", new Dictionary<string, string>()));

    public async Task<byte[]> SignAsync(string privateKey, JsonObject typedData)
    {
        var request = typedData.DeepClone();
        request["privateKey"] = privateKey;
        using var response = await _http.PostAsJsonAsync("/", request);
        response.EnsureSuccessStatusCode();
        return Hex.Decode((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("signature").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
