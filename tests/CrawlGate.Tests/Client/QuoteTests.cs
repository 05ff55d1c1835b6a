using System.Net;
using CrawlGate.Client;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.Client;

public sealed class QuoteTests
{
    [Fact]
    public async Task C1_Header_quote_is_paid_and_the_page_comes_back()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("the page", await response.Content.ReadAsStringAsync());
        Assert.Equal(Wire.Hash, response.GetPayment()!.Transaction);
        Assert.Null(response.GetPaymentRefusal());
    }

    [Fact]
    public async Task C1_Version_1_body_is_read_where_there_is_no_header()
    {
        string? payment = null;
        await using var server = await LocalServer.StartAsync(context =>
        {
            payment = context.Request.Headers["X-PAYMENT"].FirstOrDefault();
            if (payment is null)
                return context.AskV1(Wire.QuoteV1(Wire.OfferV1));
            context.Response.Headers["X-PAYMENT-RESPONSE"] = Wire.Encode(Wire.Settled.Replace("eip155:84532", "base-sepolia"));
            return context.Response.WriteAsync("the page");
        });
        using var http = Wire.Client(options => options with { TimeProvider = new FixedTime(1_900_000_000) });

        using var response = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("""{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"signature":"0x""", Wire.DecodeText(payment!));
        var authorization = Wire.Decode(payment!).GetProperty("payload").GetProperty("authorization");
        Assert.Equal("1899999400", authorization.GetProperty("validAfter").GetString());
        Assert.Equal("1900000060", authorization.GetProperty("validBefore").GetString());
        Assert.True(response.GetPayment()!.Success);
    }

    [Fact]
    public async Task C1_Header_goes_before_body()
    {
        var paid = new List<string>();
        await using var server = await LocalServer.StartAsync(context =>
        {
            paid.AddRange(context.Request.Headers.Keys.Where(name => name is "X-PAYMENT" or "PAYMENT-SIGNATURE"));
            if (paid.Count > 0)
                return context.Serve();
            context.Response.Headers["PAYMENT-REQUIRED"] = Wire.Encode(Wire.Quote(Wire.Offer));
            return context.AskV1(Wire.QuoteV1(Wire.OfferV1));
        });
        using var http = Wire.Client();

        using var response = await http.GetAsync(server.Url);

        Assert.Equal(["PAYMENT-SIGNATURE"], paid);
    }

    [Theory]
    [InlineData("text/html", "<h1>Pay at the desk</h1>")]
    [InlineData("application/json", """{"error":"quota"}""")]
    [InlineData("application/json", """{"x402Version":1,"accepts":{}}""")]
    [InlineData("application/json", """{"x402Version":1,"x402Version":1,"accepts":[]}""")]
    [InlineData("application/json", """{"x402Version":1,"error":"\ud800","accepts":[]}""")]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "")]
    public async Task C1_Any_other_402_is_returned_untouched(string type, string body)
    {
        var requests = 0;
        await using var server = await LocalServer.StartAsync(context =>
        {
            requests++;
            context.Response.StatusCode = 402;
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        });
        using var http = Wire.Client();

        using var response = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Null(response.GetPayment());
        Assert.Null(response.GetPaymentRefusal());
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task C1_Body_that_is_too_long_for_a_quote_reads_in_full()
    {
        var body = Wire.QuoteV1(Wire.OfferV1) + new string(' ', 1_000_000);
        await using var server = await LocalServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 402;
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync();
            await context.Response.WriteAsync(body);
        });
        using var http = Wire.Client();

        using var response = await http.GetAsync(server.Url, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Null(response.GetPayment());
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("eyJ4NDAyVmVyc2lvbiI6Mn0=")]
    [InlineData("W10=")]
    public async Task C1_Header_that_is_no_quote_is_no_quote(string header)
    {
        await using var server = await LocalServer.StartAsync(context =>
        {
            context.Response.StatusCode = 402;
            context.Response.Headers["PAYMENT-REQUIRED"] = header;
            return Task.CompletedTask;
        });
        using var http = Wire.Client();

        using var response = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Null(response.GetPaymentRefusal());
    }

    [Fact]
    public async Task Broken_offers_do_not_hide_a_good_one()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote("1", "{}", """{"scheme":"exact"}""", Wire.Offer.Replace("\"1000\"", "1000"), Wire.Offer));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
