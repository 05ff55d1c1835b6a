using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.X402;

public sealed class HttpFacilitatorSettleTests
{
    private const string Hash = "0xabababababababababababababababababababababababababababababababab";
    private const string Payer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private const string Success = $$"""{"success":true,"transaction":"{{Hash}}","network":"eip155:84532","payer":"{{Payer}}"}""";
    private const string Pending = $$"""{"success":false,"errorReason":"settlement_pending","transaction":"{{Hash}}","network":"eip155:84532"}""";

    [Theory]
    [InlineData(2, "eip155:84532")]
    [InlineData(1, "base-sepolia")]
    [InlineData(1, "eip155:84532")]
    public async Task S25_A_checked_success_is_settled(int version, string network)
    {
        await using var server = await HostileFacilitator.StartAsync(200, Success.Replace("eip155:84532", network, StringComparison.Ordinal));

        var settled = Assert.IsType<SettleOutcome.Settled>(await SettleAsync(server.Url, version));

        Assert.Equal(Hash, settled.Response.Transaction);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task S33_A_plain_failure_is_rejected_whatever_the_status(int status)
    {
        await using var server = await HostileFacilitator.StartAsync(
            status, """{"success":false,"errorReason":"invalid_exact_evm_insufficient_balance","errorMessage":"from 0xdead\n","transaction":"<i>","network":"<b>","payer":"<u>"}""");

        var response = Assert.IsType<SettleOutcome.Rejected>(await SettleAsync(server.Url)).Response;

        Assert.Equal("invalid_exact_evm_insufficient_balance", response.ErrorReason);
        Assert.Equal(("", "eip155:84532", Payer), (response.Transaction, response.Network, response.Payer));
        Assert.Equal("from 0xdead ", response.ErrorMessage);
    }

    [Theory]
    [InlineData("""{"success":true,"transaction":"","network":"eip155:84532","payer":"PAYER"}""")]
    [InlineData("""{"success":true,"transaction":null,"network":"eip155:84532","payer":"PAYER"}""")]
    [InlineData("""{"success":true,"network":"eip155:84532","payer":"PAYER"}""")]
    [InlineData("""{"success":true,"transaction":"0xabab","network":"eip155:84532","payer":"PAYER"}""")]
    [InlineData("""{"success":true,"transaction":"0x0000000000000000000000000000000000000000000000000000000000000000","network":"eip155:84532","payer":"PAYER"}""")]
    [InlineData("""{"success":true,"transaction":"HASH","network":"eip155:8453","payer":"PAYER"}""")]
    [InlineData("""{"success":true,"transaction":"HASH","network":"base-sepolia","payer":"PAYER"}""")]
    [InlineData("""{"success":true,"transaction":"HASH","network":null,"payer":"PAYER"}""")]
    [InlineData("""{"success":true,"transaction":"HASH","network":"eip155:84532","payer":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}""")]
    [InlineData("""{"success":true,"transaction":"HASH","network":"eip155:84532","payer":""}""")]
    [InlineData("""{"success":true,"transaction":"HASH","network":"eip155:84532"}""")]
    [InlineData("""{"success":1,"transaction":"HASH","network":"eip155:84532","payer":"PAYER"}""")]
    [InlineData("""{"success":false,"success":true,"transaction":"HASH","network":"eip155:84532","payer":"PAYER"}""")]
    public async Task S36_A_success_that_does_not_add_up_is_unknown(string body)
    {
        await using var server = await HostileFacilitator.StartAsync(
            200, body.Replace("HASH", Hash, StringComparison.Ordinal).Replace("PAYER", Payer, StringComparison.Ordinal));

        Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(server.Url));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "hello")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"isValid":true}""")]
    [InlineData(500, Success)]
    [InlineData(302, Success)]
    [InlineData(429, "")]
    [InlineData(500, """{"error":"boom"}""")]
    [InlineData(502, "<html>")]
    [InlineData(200, """{"success":false,"errorReason":"unexpected_settle_error","transaction":"","network":"eip155:84532"}""")]
    [InlineData(200, """{"success":false,"errorReason":"something went wrong","transaction":"","network":"eip155:84532"}""")]
    [InlineData(200, """{"success":false,"transaction":"","network":"eip155:84532"}""")]
    public async Task S35_Once_sent_anything_unclear_is_unknown(int status, string body)
    {
        await using var server = await HostileFacilitator.StartAsync(status, body);

        Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(server.Url));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task S35_A_final_transaction_of_another_amount_is_unknown_with_its_code()
    {
        await using var server = await HostileFacilitator.StartAsync(
            200, Pending.Replace("settlement_pending", ExactEvmErrors.TransferEventMismatch, StringComparison.Ordinal));

        var unknown = Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(server.Url));

        Assert.Equal((Hash, ExactEvmErrors.TransferEventMismatch), (unknown.Transaction, unknown.Reason));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task S35_A_reset_or_a_timeout_is_unknown()
    {
        await using var resets = await HostileFacilitator.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var hangs = await HostileFacilitator.StartAsync((context, _) =>
            Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        using var hasty = new HttpFacilitator(hangs.Url, new HttpFacilitatorOptions { SettleTimeout = TimeSpan.FromMilliseconds(300) });

        Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(resets.Url));
        Assert.IsType<SettleOutcome.Unknown>(await hasty.SettleAsync(X402Vectors.Payment(), X402Vectors.Offer));
        Assert.Single(resets.Requests);
        Assert.Single(hangs.Requests);
    }

    [Fact]
    public async Task S35_A_slow_drip_ends_at_the_time_limit()
    {
        await using var server = await HostileFacilitator.StartAsync(async (context, _) =>
        {
            foreach (var letter in Success)
            {
                await context.Response.WriteAsync(letter.ToString());
                await context.Response.Body.FlushAsync();
                await Task.Delay(100, context.RequestAborted);
            }
        });
        using var hasty = new HttpFacilitator(server.Url, new HttpFacilitatorOptions { SettleTimeout = TimeSpan.FromSeconds(1) });

        Assert.IsType<SettleOutcome.Unknown>(await hasty.SettleAsync(X402Vectors.Payment(), X402Vectors.Offer));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task S35_An_answer_that_is_too_long_is_not_read_to_its_end()
    {
        await using var server = await HostileFacilitator.StartAsync(async (context, _) =>
        {
            await context.Response.WriteAsync(Success);
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(new string(' ', 64 * 1024), context.RequestAborted);
        });

        Assert.Contains("64 KiB", Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(server.Url)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S35_A_redirect_is_not_followed()
    {
        await using var target = await HostileFacilitator.StartAsync(200, Success);
        await using var server = await HostileFacilitator.StartAsync(308, Success, ("Location", target.Url + "settle"));

        Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(server.Url));
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task S35_What_was_never_sent_is_unavailable()
    {
        using var unauthorized = new HttpFacilitator(
            new Uri("http://127.0.0.1:1/"), new HttpFacilitatorOptions { Authorize = (_, _) => throw new InvalidOperationException("secret-key") });

        Assert.IsType<SettleOutcome.Unavailable>(await SettleAsync(HttpFacilitatorVerifyTests.Nobody()));
        var outcome = Assert.IsType<SettleOutcome.Unavailable>(await unauthorized.SettleAsync(X402Vectors.Payment(), X402Vectors.Offer));
        Assert.DoesNotContain("secret", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S34_A_pending_settlement_is_asked_for_exactly_once_more_with_the_same_bytes()
    {
        await using var server = await HostileFacilitator.StartAsync(200, Pending);

        var unknown = Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(server.Url));

        Assert.Equal((Hash, X402Errors.SettlementPending), (unknown.Transaction, unknown.Reason));
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests.First().Body, server.Requests.Last().Body);
    }

    [Theory]
    [InlineData(200, Success, typeof(SettleOutcome.Settled))]
    [InlineData(200, """{"success":false,"errorReason":"invalid_exact_evm_transaction_failed","transaction":"","network":"eip155:84532"}""", typeof(SettleOutcome.Rejected))]
    [InlineData(500, "", typeof(SettleOutcome.Unknown))]
    [InlineData(0, "", typeof(SettleOutcome.Unknown))]
    public async Task S34_The_second_answer_counts(int status, string body, Type expected)
    {
        await using var server = await HostileFacilitator.StartAsync((context, n) =>
        {
            if (n == 1)
                return HostileFacilitator.AnswerAsync(context, 200, Pending);
            if (status == 0)
                context.Abort();
            return status == 0 ? Task.CompletedTask : HostileFacilitator.AnswerAsync(context, status, body);
        });

        var outcome = await SettleAsync(server.Url);

        Assert.IsType(expected, outcome);
        Assert.Equal(2, server.Requests.Count);
        if (outcome is SettleOutcome.Unknown unknown)
            Assert.Equal(Hash, unknown.Transaction);
    }

    [Fact]
    public async Task S34_A_pending_settlement_without_a_hash_is_not_repeated()
    {
        await using var server = await HostileFacilitator.StartAsync(200, Pending.Replace(Hash, "", StringComparison.Ordinal));

        Assert.IsType<SettleOutcome.Unknown>(await SettleAsync(server.Url));
        Assert.Single(server.Requests);
    }

    private static async Task<SettleOutcome> SettleAsync(Uri url, int version = 2)
    {
        using var facilitator = new HttpFacilitator(url);
        return await facilitator.SettleAsync(X402Vectors.Payment(version: version), X402Vectors.Offer);
    }
}
