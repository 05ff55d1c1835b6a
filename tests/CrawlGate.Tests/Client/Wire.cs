using System.Text;
using System.Text.Json;
using CrawlGate.Client;
using CrawlGate.Ethereum;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.Client;

/// <summary>x402 spoken by hand, so that the tests share no code with what they test.</summary>
internal static class Wire
{
    public const string Offer = """{"scheme":"exact","network":"eip155:84532","amount":"1000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","maxTimeoutSeconds":300,"extra":{"name":"USDC","version":"2"}}""";

    public const string OfferV1 = """{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"1000","resource":"https://site.example/a","description":"","mimeType":"","payTo":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","maxTimeoutSeconds":60,"asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","extra":{"name":"USDC","version":"2"}}""";

    public const string Hash = "0xabababababababababababababababababababababababababababababababab";

    public const string Settled = $$"""{"success":true,"transaction":"{{Hash}}","network":"eip155:84532","payer":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"}""";

    /// <summary>The first of the keys that every development chain has.</summary>
    public static PrivateKeySigner Signer { get; } = PrivateKeySigner.FromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    public static string Quote(params string[] offers) =>
        $$"""{"x402Version":2,"error":"Payment required","resource":{"url":"https://site.example/a"},"accepts":[{{string.Join(",", offers)}}]}""";

    public static string QuoteV1(params string[] offers) => $$"""{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[{{string.Join(",", offers)}}]}""";

    public static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    public static string DecodeText(string header) => Encoding.UTF8.GetString(Convert.FromBase64String(header));

    public static JsonElement Decode(string header) => JsonDocument.Parse(Convert.FromBase64String(header)).RootElement;

    public static HttpClient Client(Func<PaymentOptions, PaymentOptions>? change = null)
    {
        var options = new PaymentOptions { Signer = Signer };
        return new HttpClient(new PaymentHandler(change?.Invoke(options) ?? options));
    }

    public static Task Ask(this HttpContext context, string quote)
    {
        context.Response.StatusCode = 402;
        context.Response.Headers["PAYMENT-REQUIRED"] = Encode(quote);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync("{}");
    }

    public static Task AskV1(this HttpContext context, string quote)
    {
        context.Response.StatusCode = 402;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(quote);
    }

    public static Task Serve(this HttpContext context, string? settlement = Settled)
    {
        if (settlement is not null)
            context.Response.Headers["PAYMENT-RESPONSE"] = Encode(settlement);
        return context.Response.WriteAsync("the page");
    }
}
