using System.Collections.Concurrent;
using CrawlGate.AspNetCore;
using CrawlGate.Client;
using CrawlGate.Tests.WebBotAuth;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.Client;

/// <summary>A crawler that pays and signs: the payment handler above, the signing one below.</summary>
public sealed class SignedPaymentTests
{
    [Fact]
    public async Task Quoted_paid_and_redirected_requests_are_each_signed_anew()
    {
        using var key = Ed25519SigningKey.Generate();
        var agent = new SignatureAgent(new Uri("https://crawler.example"));
        var verifier = new WebBotAuthVerifier(new KeysInMemory("https://crawler.example", key.ToVerificationKey()));
        var results = new ConcurrentQueue<WebBotAuthResult>();
        await using var server = await LocalServer.StartAsync(async context =>
        {
            results.Enqueue(await verifier.VerifyAsync(new IncomingRequest(context, "http", context.Request.Host.Value!)));
            if (context.Request.Path == "/old")
                context.Response.Redirect("/page");
            else if (context.Request.Headers.ContainsKey("PAYMENT-SIGNATURE"))
                await context.Serve();
            else
                await context.Ask(Wire.Quote(Wire.Offer));
        });
        var signing = new WebBotAuthHandler(new WebBotAuthSigner(key, agent), new SocketsHttpHandler { UseProxy = false });
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = Wire.Signer }, signing));

        using var response = await http.GetAsync(new Uri(server.Url, "/old"));

        Assert.NotNull(response.GetPayment());
        Assert.Equal(3, results.Count);
        // The verifier takes no nonce twice, and a second set of headers would not parse.
        Assert.All(results, result => Assert.IsType<WebBotAuthResult.Verified>(result));
    }
}
