using System.Net;
using System.Text;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Every way a handler can answer, held until the payment settles.</summary>
public sealed class HeldResponseTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public HeldResponseTests() => File.WriteAllText(_file, GateHost.Protected);

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("stream")]
    [InlineData("pipe")]
    [InlineData("unflushed-pipe")]
    [InlineData("start")]
    [InlineData("file")]
    [InlineData("pipe-then-file")]
    [InlineData("complete")]
    [InlineData("result")]
    [InlineData("flush-first")]
    public async Task Bytes_flow_when_settled_and_never_otherwise(string way)
    {
        await using var site = await StartAsync();
        using var paid = await site.GetAsync($"/{way}", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.EndsWith(GateHost.Protected, await paid.Content.ReadAsStringAsync());
        Assert.True(paid.Headers.Contains(X402Headers.PaymentResponse));

        site.Facilitator.Settle = () => new SettleOutcome.Rejected(SettleResponse.Failed("invalid_exact_evm_transaction_failed", "eip155:84532"));
        using var unpaid = await site.GetAsync($"/{way}", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
        Assert.DoesNotContain("PROTECTED", await unpaid.Content.ReadAsStringAsync());
        Assert.False(unpaid.Headers.Contains("X-From-Handler"));
        Assert.Equal(2, site.Facilitator.Settlements);
    }

    [Theory]
    [InlineData("empty", 204)]
    [InlineData("head", 200)]
    public async Task A_success_without_a_body_is_paid_too(string way, int status)
    {
        await using var site = await StartAsync();
        using var response = await site.SendAsync(way == "head" ? HttpMethod.Head : HttpMethod.Get, way == "head" ? "/result" : "/empty", await GateHost.SignAsync());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(1, site.Facilitator.Settlements);
        Assert.True(response.Headers.Contains(X402Headers.PaymentResponse));
    }

    [Theory]
    [InlineData("missing", 404)]
    [InlineData("moved", 302)]
    [InlineData("unchanged", 304)]
    [InlineData("broken", 500)]
    public async Task What_is_no_success_is_passed_on_unpaid_and_the_payment_stays_good(string way, int status)
    {
        await using var site = await StartAsync();
        var payment = await GateHost.SignAsync();
        using var response = await site.GetAsync($"/{way}", payment);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.False(response.Headers.Contains(X402Headers.PaymentResponse));
        Assert.Equal(0, site.Facilitator.Settlements);

        using var paid = await site.GetAsync("/result", payment);
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
    }

    [Fact]
    public async Task A_handler_that_throws_leaves_the_payment_good()
    {
        await using var site = await StartAsync();
        var payment = await GateHost.SignAsync();
        using var response = await site.GetAsync("/throws", payment);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        using var paid = await site.GetAsync("/result", payment);
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_handler_that_throws_over_a_withheld_body_does_not_hide_the_refusal()
    {
        await using var site = await StartAsync();
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("lost");
        using var response = await site.GetAsync("/writes-then-throws", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task Trailers_survive()
    {
        await using var site = await StartAsync(http2: true);
        using var response = await site.GetAsync("/trailers", await GateHost.SignAsync());
        Assert.Equal(GateHost.Protected, await response.Content.ReadAsStringAsync());
        Assert.Equal("yes", response.TrailingHeaders.GetValues("X-Done").Single());
    }

    [Fact]
    public async Task S24_A_handler_cannot_forge_a_receipt()
    {
        await using var site = await StartAsync();
        using var response = await site.GetAsync("/forges", await GateHost.SignAsync());
        Assert.DoesNotContain("forged", response.Headers.GetValues(X402Headers.PaymentResponse));
        Assert.False(response.Headers.Contains(X402Headers.SettlementOverrides));
    }

    [Theory]
    [InlineData("websocket")]
    public async Task A_priced_page_cannot_be_upgraded_to_another_protocol(string protocol)
    {
        await using var site = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/result");
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", protocol);
        using var response = await site.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private Task<GateHost> StartAsync(bool http2 = false) => GateHost.StartAsync(http2: http2, map: app =>
    {
        Map("stream", context => context.Response.Body.WriteAsync(Bytes).AsTask());
        Map("pipe", async context => await context.Response.BodyWriter.WriteAsync(Bytes));
        Map("unflushed-pipe", context =>
        {
            Bytes.CopyTo(context.Response.BodyWriter.GetSpan(Bytes.Length));
            context.Response.BodyWriter.Advance(Bytes.Length);
            return Task.CompletedTask;
        });
        Map("start", async context =>
        {
            await context.Response.StartAsync();
            await context.Response.WriteAsync(GateHost.Protected);
        });
        Map("file", context => context.Response.SendFileAsync(_file));
        Map("pipe-then-file", async context =>
        {
            Bytes.CopyTo(context.Response.BodyWriter.GetSpan(Bytes.Length));
            context.Response.BodyWriter.Advance(Bytes.Length);
            await context.Response.SendFileAsync(_file);
        });
        Map("complete", async context =>
        {
            await context.Response.WriteAsync(GateHost.Protected);
            await context.Response.CompleteAsync();
        });
        Map("result", context => Results.Text(GateHost.Protected).ExecuteAsync(context));
        Map("flush-first", async context =>
        {
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync(GateHost.Protected);
        });
        Map("empty", context => Status(context, 204));
        Map("missing", context => Results.NotFound("no such page").ExecuteAsync(context));
        Map("moved", context => Results.Redirect("/elsewhere").ExecuteAsync(context));
        Map("unchanged", context => Status(context, 304));
        Map("broken", context => Status(context, 500));
        Map("throws", _ => throw new InvalidOperationException("handler"));
        Map("writes-then-throws", async context =>
        {
            await context.Response.WriteAsync(GateHost.Protected);
            throw new InvalidOperationException("handler");
        });
        Map("trailers", async context =>
        {
            context.Response.DeclareTrailer("X-Done");
            await context.Response.WriteAsync(GateHost.Protected);
            context.Response.AppendTrailer("X-Done", "yes");
        });
        Map("forges", context =>
        {
            context.Response.Headers[X402Headers.PaymentResponse] = "forged";
            context.Response.Headers[X402Headers.SettlementOverrides] = "{}";
            return context.Response.WriteAsync(GateHost.Protected);
        });

        void Map(string way, RequestDelegate handler) => app.MapMethods($"/{way}", ["GET", "HEAD"], context =>
        {
            context.Response.Headers["X-From-Handler"] = way;
            return handler(context);
        }).RequirePayment();
    });

    private static byte[] Bytes => Encoding.UTF8.GetBytes(GateHost.Protected);

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
