using System.Net;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Every way a settlement can end, as the buyer sees it and as the ledger keeps it.</summary>
public sealed class SettlementOutcomeTests
{
    private static void Page(WebApplication app) => app.MapGet("/{page}", () => Results.Text(GateHost.Protected)).RequirePayment();

    [Fact]
    public async Task Settled_answers_the_page_and_its_receipt()
    {
        await using var site = await GateHost.StartAsync(Page);
        using var response = await site.GetAsync("/a", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(GateHost.Protected, await response.Content.ReadAsStringAsync());
        Assert.True(Receipt(response)!.Success);
        Assert.True(response.Headers.CacheControl!.Private);
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_settled_payment_buys_its_page_once_more_and_is_never_settled_again()
    {
        await using var site = await GateHost.StartAsync(Page);
        var payment = await GateHost.SignAsync();
        using var first = await site.GetAsync("/a", payment);
        using var again = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(GateHost.Protected, await again.Content.ReadAsStringAsync());
        Assert.Equal(Receipt(first), Receipt(again));
        Assert.True(again.Headers.CacheControl!.Private);

        using var other = await site.GetAsync("/b", payment);
        Assert.Equal(HttpStatusCode.PaymentRequired, other.StatusCode);
        Assert.True(other.Headers.Contains(X402Headers.PaymentRequired));
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task Rejected_answers_402_with_the_failed_result_and_a_quote_and_no_protected_byte()
    {
        await using var site = await GateHost.StartAsync(Page);
        site.Facilitator.Settle = () => new SettleOutcome.Rejected(SettleResponse.Failed("invalid_exact_evm_insufficient_balance", "eip155:84532", message: "secret node text"));
        var payment = await GateHost.SignAsync();
        using var response = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.False(Receipt(response)!.Success);
        Assert.Equal("", Receipt(response)!.Transaction);
        Assert.True(response.Headers.Contains(X402Headers.PaymentRequired));
        Assert.DoesNotContain("secret", response.Headers + await response.Content.ReadAsStringAsync());
        Assert.DoesNotContain(GateHost.Protected, await response.Content.ReadAsStringAsync());

        using var retry = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.PaymentRequired, retry.StatusCode);
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unknown_answers_502_without_a_quote_however_often_it_is_asked(bool throws)
    {
        await using var site = await GateHost.StartAsync(Page);
        site.Facilitator.Settle = () => throws ? throw new TimeoutException("node.example/key") : new SettleOutcome.Unknown("node.example/key");
        var payment = await GateHost.SignAsync();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var response = await site.GetAsync("/a", payment);
            var body = await response.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.False(response.Headers.Contains(X402Headers.PaymentRequired));
            Assert.DoesNotContain(GateHost.Protected, body);
            Assert.DoesNotContain("node.example", body);
        }
    }

    [Fact]
    public async Task Unavailable_answers_503_and_the_payment_can_be_used_later()
    {
        await using var site = await GateHost.StartAsync(Page);
        var settle = site.Facilitator.Settle;
        site.Facilitator.Settle = () => new SettleOutcome.Unavailable("node.example refused the connection");
        var payment = await GateHost.SignAsync();
        using var response = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.False(response.Headers.Contains(X402Headers.PaymentRequired));

        site.Facilitator.Settle = settle;
        using var later = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verification_unavailable_answers_503_and_the_payment_can_be_used_later(bool throws)
    {
        await using var site = await GateHost.StartAsync(Page);
        var verify = site.Facilitator.Verify;
        site.Facilitator.Verify = () => throws ? throw new InvalidOperationException("node.example/key") : new VerifyOutcome.Unavailable("down");
        var payment = await GateHost.SignAsync();
        using var response = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.False(response.Headers.Contains(X402Headers.PaymentRequired));

        site.Facilitator.Verify = verify;
        using var later = await site.GetAsync("/b", payment);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task A_facilitator_that_vouches_for_somebody_else_is_not_believed()
    {
        await using var site = await GateHost.StartAsync(Page);
        site.Facilitator.Verify = () => new VerifyOutcome.Valid(VerifyResponse.Valid("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"));
        using var response = await site.GetAsync("/a", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(0, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_forged_signature_does_not_lock_the_payers_nonce()
    {
        await using var site = await GateHost.StartAsync(Page);
        var real = await GateHost.SignAsync();
        Assert.True(PaymentHeader.TryDecodeJson(real, out var json, out _));
        var forged = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(
            json.GetRawText().Replace(json.GetProperty("payload").GetProperty("signature").GetString()!, "0x" + new string('1', 128) + "1b")));
        site.Facilitator.Verify = () => new VerifyOutcome.Invalid(VerifyResponse.Invalid("invalid_exact_evm_signature"));
        using var refused = await site.GetAsync("/a", forged);
        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);

        site.Facilitator.Verify = () => new VerifyOutcome.Valid(new VerifyResponse { IsValid = true });
        using var paid = await site.GetAsync("/a", real);
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
    }

    [Fact]
    public async Task A_flood_of_made_up_signatures_reaches_the_chain_a_few_at_a_time()
    {
        await using var site = await GateHost.StartAsync(Page);
        var (atOnce, most) = (0, 0);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Facilitator.VerifyAsynchronously = async () =>
        {
            var now = Interlocked.Increment(ref atOnce);
            InterlockedMax(ref most, now);
            await enough.Task;
            Interlocked.Decrement(ref atOnce);
            return new VerifyOutcome.Invalid(VerifyResponse.Invalid("invalid_exact_evm_signature"));
        };

        var flood = new List<Task<HttpResponseMessage>>();
        for (var i = 0; i < 4 * PaymentGate.MaxUnprovenAtOnce; i++)
            flood.Add(site.GetAsync("/a", await GateHost.SignAsync(payment => payment["payload"]!["signature"] = "0x" + new string('1', 128) + "1b")));
        var turnedAway = 3 * PaymentGate.MaxUnprovenAtOnce;
        while (flood.Count(request => request.IsCompleted) < turnedAway)
            await Task.WhenAny(flood.Where(request => !request.IsCompleted));
        Assert.All(flood.Where(request => request.IsCompleted), request => Assert.Equal(HttpStatusCode.TooManyRequests, request.Result.StatusCode));

        site.Facilitator.VerifyAsynchronously = null;
        using var proven = await site.GetAsync("/b", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.OK, proven.StatusCode);
        enough.SetResult();
        await Task.WhenAll(flood);
        Assert.Equal(PaymentGate.MaxUnprovenAtOnce, most);

        static void InterlockedMax(ref int target, int value)
        {
            for (var seen = target; seen < value; seen = target)
                Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    [Fact]
    public async Task A_ledger_that_cannot_answer_sells_nothing_and_people_still_read()
    {
        await using var site = await GateHost.StartAsync(Page, services: services => services.AddSingleton<IPaymentLedger, BrokenLedger>());
        using var response = await site.GetAsync("/a", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(0, site.Facilitator.Settlements);

        site.Http.DefaultRequestHeaders.Remove("User-Agent");
        Assert.Equal(GateHost.Protected, await site.Http.GetStringAsync("/a"));
    }

    [Fact]
    public async Task S13_Priced_routes_stay_closed_while_the_facilitator_cannot_be_read()
    {
        await using var site = await GateHost.StartAsync(Page, services: services =>
            services.AddSingleton<IFacilitatorProbe>(new ScriptedFacilitator { Probe = new ProbeResult.NotYet("down") }));
        using var quote = await site.GetAsync("/a");
        using var payment = await site.GetAsync("/a", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, quote.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, payment.StatusCode);
        Assert.Equal(0, site.Facilitator.Settlements);
    }

    private static SettleResponse? Receipt(HttpResponseMessage response) =>
        PaymentHeader.TryDecode(response.Headers.GetValues(X402Headers.PaymentResponse).Single(), X402JsonContext.Default.SettleResponse, out var receipt) ? receipt : null;
}
