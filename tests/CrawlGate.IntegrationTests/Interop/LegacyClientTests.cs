using System.Globalization;
using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.IntegrationTests;

/// <summary>The last client of protocol version 1 against the smallest server of that version.</summary>
[Collection(ChainCollection.Name)]
public sealed class LegacyClientTests(ChainFixture fixture)
{
    private const string Quote = """
        {"x402Version":1,"error":"X-PAYMENT header is required","accepts":[{"scheme":"exact","network":"base-sepolia",
        "maxAmountRequired":"1000","resource":"http://127.0.0.1/paid","description":"A paid page","mimeType":"text/plain",
        "payTo":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","maxTimeoutSeconds":60,
        "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","extra":{"name":"USDC","version":"2"}}]}
        """;

    private const string Settled = """{"success":true,"transaction":"0x01","network":"base-sepolia","payer":"0x02"}""";

    [Fact]
    public async Task Client_signs_what_the_quote_asks_and_the_token_takes_it()
    {
        var payer = DevAccount.All[6];
        await fixture.Chain.MintAsync(fixture.Usdc, payer.Address, 1000);
        string? payment = null;
        await using var server = await ServeAsync(header => payment = header);

        var response = await ReferenceClient.GetAsync(
            new Uri(server.Urls.Single()), payer.PrivateKey, "x402-legacy/pay-legacy.mjs", "LegacyBot/1.0");

        Assert.Equal(200, response.Status);
        Assert.Equal("paid by LegacyBot/1.0", response.Body);
        Assert.True(response.PaymentResponse.GetProperty("success").GetBoolean());
        var payload = JsonDocument.Parse(Convert.FromBase64String(payment!)).RootElement;
        Assert.Equal(1, payload.GetProperty("x402Version").GetInt32());
        Assert.Equal("base-sepolia", payload.GetProperty("network").GetString());
        var (authorization, signature) = Read(payload.GetProperty("payload"));
        Assert.True(authorization.From == payer.Address);
        Assert.Empty(await fixture.Chain.CallAsync(
            fixture.Usdc, authorization.EncodeSplit(await ContractArtifact.LoadAsync("TestDollar"), signature)));
    }

    private static async Task<WebApplication> ServeAsync(Action<string> paid)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            if (context.Request.Headers["X-PAYMENT"] is [{ } header])
            {
                paid(header);
                context.Response.Headers["X-PAYMENT-RESPONSE"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Settled));
                await context.Response.WriteAsync($"paid by {context.Request.Headers.UserAgent}");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status402PaymentRequired;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Quote);
        });
        await server.StartAsync();
        return server;
    }

    private static (Authorization Authorization, byte[] Signature) Read(JsonElement payload)
    {
        var fields = payload.GetProperty("authorization");
        string Text(string name) => fields.GetProperty(name).GetString()!;
        var authorization = new Authorization(
            Address.Parse(Text("from").ToLowerInvariant()), Address.Parse(Text("to").ToLowerInvariant()), UInt256.Parse(Text("value")))
        {
            ValidAfter = long.Parse(Text("validAfter"), CultureInfo.InvariantCulture),
            ValidBefore = long.Parse(Text("validBefore"), CultureInfo.InvariantCulture),
            Nonce = Bytes32.Parse(Text("nonce")),
        };
        return (authorization, Hex.Decode(payload.GetProperty("signature").GetString()));
    }
}
