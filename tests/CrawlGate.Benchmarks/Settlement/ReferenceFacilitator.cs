using System.Net.Http.Headers;
using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>The reference facilitator as it comes, over HTTP.</summary>
internal sealed class ReferenceFacilitator : IAsyncDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly NodeProcess _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private ReferenceFacilitator(NodeProcess process) => _process = process;

    /// <summary>Where it answers.</summary>
    public Uri Url => _process.Url;

    public static async Task<ReferenceFacilitator> StartAsync(Anvil chain, DevAccount signer) => new(await NodeProcess.StartAsync("x402/facilitator.mjs", new Dictionary<string, string>
    {
        ["RPC_URL"] = chain.RpcUrl.AbsoluteUri,
        ["PRIVATE_KEY"] = signer.PrivateKey,
        ["NODE_ENV"] = "production",
    }));

    /// <summary>Whether it says that the money moved.</summary>
    public async Task<bool> SettleAsync(FacilitatorRequest request)
    {
        using var content = new ByteArrayContent(FacilitatorRequest.Write(request.Payment, request.Requirements, new ResourceInfo { Url = "" })) { Headers = { ContentType = Json } };
        using var response = await _http.PostAsync(new Uri(Url, "settle"), content);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return answer.RootElement.TryGetProperty("success", out var success) && success.GetBoolean();
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _process.DisposeAsync();
    }
}
