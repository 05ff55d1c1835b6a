using System.Collections.Concurrent;
using System.Net;
using CrawlGate.Client;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.Client;

public sealed class RedirectTests
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task C11_Payment_is_not_forwarded_to_another_origin(int status)
    {
        var headers = new ConcurrentQueue<string>();
        await using var elsewhere = await LocalServer.StartAsync(context =>
        {
            foreach (var name in context.Request.Headers.Keys)
                headers.Enqueue(name);
            return context.Serve(null);
        });
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, _) => To(context, status, elsewhere.Url.ToString()));
        using var http = Wire.Client();
        http.DefaultRequestHeaders.Add("X-Kept", "1");

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("X-Kept", headers);
        Assert.DoesNotContain("PAYMENT-SIGNATURE", headers);
        Assert.NotNull(response.GetPayment());
    }

    [Fact]
    public async Task C11_Payment_that_the_caller_made_is_not_forwarded_either()
    {
        StringValuesOf? seen = null;
        await using var elsewhere = await LocalServer.StartAsync(context =>
        {
            seen = new StringValuesOf(context.Request.Headers["PAYMENT-SIGNATURE"], context.Request.Headers["X-PAYMENT"]);
            return context.Serve(null);
        });
        await using var server = await LocalServer.StartAsync(context => To(context, 302, elsewhere.Url.ToString()));
        using var http = Wire.Client();
        http.DefaultRequestHeaders.Add("PAYMENT-SIGNATURE", "mine");
        http.DefaultRequestHeaders.Add("X-PAYMENT", "mine");

        using var response = await http.GetAsync(server.Url);

        Assert.Equal(new StringValuesOf(null, null), seen);
    }

    [Fact]
    public async Task C11_Handlers_of_the_caller_do_not_follow_redirects_behind_our_back()
    {
        var payments = 0;
        await using var elsewhere = await LocalServer.StartAsync(context =>
        {
            payments += context.Request.Headers["PAYMENT-SIGNATURE"].Count;
            return context.Serve(null);
        });
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, _) => To(context, 302, elsewhere.Url.ToString()));

        foreach (var inner in (HttpMessageHandler[])[new HttpClientHandler(), new SocketsHttpHandler(), new Outer(new SocketsHttpHandler())])
        {
            using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = Wire.Signer }, inner));
            using var response = await http.GetAsync(seller.Url);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(0, payments);
    }

    [Fact]
    public async Task C11_Handler_that_can_no_longer_be_changed_is_refused()
    {
        await using var server = await LocalServer.StartAsync(context => context.Serve(null));
        var inner = new SocketsHttpHandler();
        using var before = new HttpClient(inner);
        using var first = await before.GetAsync(server.Url);
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = Wire.Signer }, inner));

        await Assert.ThrowsAsync<InvalidOperationException>(() => http.GetAsync(server.Url));
    }

    [Fact]
    public async Task Caller_that_turned_redirects_off_sees_them()
    {
        await using var server = await LocalServer.StartAsync(context => To(context, 302, "/elsewhere"));
        using var http = new HttpClient(new PaymentHandler(new PaymentOptions { Signer = Wire.Signer }, new SocketsHttpHandler { AllowAutoRedirect = false }));

        using var response = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }

    [Fact]
    public async Task Redirects_before_payment_are_followed_and_the_last_address_is_paid()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer));
        await using var server = await LocalServer.StartAsync(context => To(context, 302, seller.Url.ToString()));
        using var http = Wire.Client();

        using var response = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(seller.Url, response.GetPayment()!.Resource);
        Assert.Equal(seller.Url, response.RequestMessage!.RequestUri);
        Assert.False(response.RequestMessage.Headers.Contains("PAYMENT-SIGNATURE"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Payment_stays_within_the_origin_until_it_is_settled(bool isSettled)
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, earlier) =>
        {
            if (earlier > 0)
                return context.Serve();
            if (isSettled)
                context.Response.Headers["PAYMENT-RESPONSE"] = Wire.Encode(Wire.Settled);
            return To(context, 302, "/next");
        });
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        // The seller here asks for payment at every address, so a settled payment ends at its quote: paid once, not twice.
        Assert.Equal(isSettled ? 1 : 2, seller.Payments.Count);
        Assert.Equal(isSettled ? HttpStatusCode.PaymentRequired : HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.GetPayment()!.Success);
    }

    [Fact]
    public async Task Redirects_that_go_in_circles_end()
    {
        var requests = 0;
        await using var server = await LocalServer.StartAsync(context =>
        {
            requests++;
            return To(context, 302, "/");
        });
        using var http = Wire.Client();

        using var response = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal(51, requests);
    }

    private static Task To(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private sealed record StringValuesOf(string? Signature, string? V1);

    private sealed class Outer(HttpMessageHandler inner) : DelegatingHandler(inner);
}
