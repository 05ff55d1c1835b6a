using System.Net;
using CrawlGate.Client;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.Client;

public sealed class RetryTests
{
    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(409)]
    [InlineData(425)]
    [InlineData(429)]
    public async Task C8_Same_payment_is_sent_again_when_the_server_asks_to_come_back(int status)
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, earlier) => earlier < 2 ? ComeBack(context, status, "0") : context.Serve());
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, seller.Payments.Count);
        Assert.Single(seller.Payments.Distinct());
        Assert.Equal(Wire.Hash, response.GetPayment()!.Transaction);
        Assert.Null(response.GetPaymentRefusal());
    }

    [Fact]
    public async Task C8_Same_payment_is_sent_again_when_the_connection_breaks()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), Break(1));
        using var http = Wire.Client();

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(seller.Payments.Count > 1);
        Assert.Single(seller.Payments.Distinct());
    }

    [Fact]
    public async Task C8_Same_payment_is_sent_again_when_the_answer_does_not_come()
    {
        await using var seller = await Seller.StartAsync(
            Wire.Quote(Wire.Offer), (context, earlier) => earlier == 0 ? Task.Delay(Timeout.Infinite, context.RequestAborted) : context.Serve());
        using var http = Wire.Client(options => options with { AnswerTimeout = TimeSpan.FromSeconds(1) });

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, seller.Payments.Count);
        Assert.Single(seller.Payments.Distinct());
    }

    [Fact]
    public async Task C8_Retries_are_limited_and_the_next_request_sends_the_same_payment()
    {
        var isBroken = true;
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, _) => isBroken ? ComeBack(context, 503, "0") : context.Serve());
        var handler = new PaymentHandler(new PaymentOptions { Signer = Wire.Signer, MaxRetries = 2 });
        using var http = new HttpClient(handler);

        using var failed = await http.GetAsync(seller.Url);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Equal(PaymentRefusalReason.Unresolved, failed.GetPaymentRefusal()!.Reason);
        Assert.Equal(3, seller.Payments.Count);

        isBroken = false;
        using var response = await http.GetAsync(seller.Url);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(4, seller.Payments.Count);
        Assert.Single(seller.Payments.Distinct());
        Assert.Equal(0.001m, handler.SignedAway);

        using var another = await http.GetAsync(seller.Url);
        Assert.Equal(2, seller.Payments.Distinct().Count());
        Assert.Equal(0.002m, handler.SignedAway);
    }

    [Fact]
    public async Task C8_New_payment_is_made_only_after_the_old_one_expired()
    {
        var time = new FixedTime(1_900_000_000);
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, _) => ComeBack(context, 503, "0"));
        using var http = Wire.Client(options => options with { TimeProvider = time, MaxRetries = 0 });

        using var first = await http.GetAsync(seller.Url);
        time.Now += TimeSpan.FromSeconds(299);
        using var second = await http.GetAsync(seller.Url);
        Assert.Single(seller.Payments.Distinct());

        time.Now += TimeSpan.FromSeconds(1);
        using var third = await http.GetAsync(seller.Url);
        Assert.Equal(2, seller.Payments.Distinct().Count());
    }

    [Fact]
    public async Task C8_Payment_that_is_about_to_expire_is_not_sent_again()
    {
        await using var seller = await Seller.StartAsync(
            Wire.Quote(Wire.Offer.Replace("300", "6")), (context, _) => ComeBack(context, 503, "0"));
        using var http = Wire.Client(options => options with { TimeProvider = new FixedTime(1_900_000_000) });

        using var response = await http.GetAsync(seller.Url);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Single(seller.Payments);
    }

    [Fact]
    public async Task C8_Another_price_is_not_paid_while_a_payment_is_out()
    {
        var quote = Wire.Quote(Wire.Offer);
        await using var server = await LocalServer.StartAsync(context =>
            context.Request.Headers.ContainsKey("PAYMENT-SIGNATURE") ? ComeBack(context, 503, "3600") : context.Ask(quote));
        using var http = Wire.Client();

        using var first = await http.GetAsync(server.Url);
        quote = Wire.Quote(Wire.Offer.Replace("1000", "1001"));
        using var second = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.PaymentRequired, second.StatusCode);
        Assert.Equal(PaymentRefusalReason.Unresolved, second.GetPaymentRefusal()!.Reason);
        Assert.Null(second.GetPayment());
    }

    [Fact]
    public async Task C8_Lost_answer_is_an_error_that_says_until_when_the_payment_counts()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), Break(int.MaxValue));
        using var http = Wire.Client(options => options with { MaxRetries = 1, TimeProvider = new FixedTime(1_900_000_000) });

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(seller.Url));

        Assert.Contains("2030-03-17 17:51:40Z", error.Message);
        Assert.Single(seller.Payments.Distinct());
    }

    [Fact]
    public async Task C8_Post_is_not_repeated_unless_the_server_asks_for_it()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, earlier) =>
        {
            context.Response.StatusCode = 503;
            if (earlier == 0)
                context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        using var http = Wire.Client();

        using var response = await http.PostAsync(seller.Url, new StringContent("order"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(2, seller.Payments.Count);
    }

    [Fact]
    public async Task C8_Pending_settlement_is_unresolved()
    {
        await using var seller = await Seller.StartAsync(Wire.Quote(Wire.Offer), (context, earlier) =>
        {
            if (earlier > 0)
                return context.Serve();
            context.Response.StatusCode = 402;
            context.Response.Headers["PAYMENT-RESPONSE"] = Wire.Encode($$"""{"success":false,"errorReason":"settlement_pending","transaction":"{{Wire.Hash}}","network":"eip155:84532"}""");
            return Task.CompletedTask;
        });
        using var http = Wire.Client();

        using var pending = await http.GetAsync(seller.Url);
        using var settled = await http.GetAsync(seller.Url);

        Assert.Equal(PaymentRefusalReason.Unresolved, pending.GetPaymentRefusal()!.Reason);
        Assert.Equal(Wire.Hash, pending.GetPayment()!.Transaction);
        Assert.Equal(HttpStatusCode.OK, settled.StatusCode);
        Assert.Single(seller.Payments.Distinct());
    }

    private static Task ComeBack(HttpContext context, int status, string seconds)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = seconds;
        return Task.CompletedTask;
    }

    /// <summary>Breaks the first connections and serves on the others.</summary>
    private static Func<HttpContext, int, Task> Break(int count) => (context, earlier) =>
    {
        if (earlier >= count)
            return context.Serve();
        context.Abort();
        return Task.CompletedTask;
    };
}
