using System.Text.Json.Nodes;
using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>What a payment buys, what it does not, and what the chain says of it.</summary>
[Collection(ChainCollection.Name)]
public sealed class SettlementTests(SiteOnChain site) : IClassFixture<SiteOnChain>
{
    [Fact]
    public async Task S25_A_valid_payment_buys_the_page_and_the_money_is_there()
    {
        var (payer, payment) = await PaymentAsync();
        var before = await site.Chain.DollarsAsync(site.Gateway.Payee);

        var answer = await site.Gateway.PayAsync("paid/s25", payment);

        Assert.Equal(200, answer.Status);
        Assert.Equal($"{TestOrigin.Marker} /paid/s25", answer.Body);
        Assert.True((bool)answer.Receipt!["success"]!);
        Assert.Equal("eip155:84532", (string?)answer.Receipt["network"]);
        Assert.Equal(payer.Address.ToString(), (string?)answer.Receipt["payer"]);
        var receipt = await site.Chain.RequestAsync("eth_getTransactionReceipt", [(string?)answer.Receipt["transaction"]]);
        Assert.Equal("0x1", receipt.GetProperty("status").GetString());
        Assert.Equal(before + 1000, await site.Chain.DollarsAsync(site.Gateway.Payee));
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
        Assert.Contains("private", answer.Header("Cache-Control"));
        Assert.Null(answer.Quote);
        Assert.Null(answer.Header("X-PAYMENT-RESPONSE"));
    }

    [Fact]
    public async Task S25_What_the_site_calls_public_is_private_once_paid()
    {
        var (_, payment) = await PaymentAsync();

        var answer = await site.Gateway.PayAsync("public", payment);

        Assert.Equal(200, answer.Status);
        Assert.Contains("private", answer.Header("Cache-Control"));
        Assert.DoesNotContain("public", answer.Header("Cache-Control"));
        Assert.DoesNotContain("s-maxage", answer.Header("Cache-Control"));
        Assert.Contains("Accept-Language", answer.Header("Vary"));
        Assert.Contains("PAYMENT-SIGNATURE", answer.Header("Vary"));
    }

    [Fact]
    public async Task S25_HEAD_costs_what_GET_costs()
    {
        var (payer, payment) = await PaymentAsync();

        var unpaid = await site.Gateway.SendAsync(HttpMethod.Head, "paid/head");
        var paid = await site.Gateway.SendAsync(HttpMethod.Head, "paid/head", ("PAYMENT-SIGNATURE", Payer.Encode(payment)));

        Assert.Equal(402, unpaid.Status);
        Assert.NotNull(unpaid.Quote);
        Assert.False(unpaid.Leaks);
        Assert.Equal(200, paid.Status);
        Assert.True((bool)paid.Receipt!["success"]!);
        Assert.Equal("HEAD", Assert.Single(site.Origin.Requests, request => request.Path == "/paid/head").Method);
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S25_An_empty_success_is_paid_for()
    {
        var (payer, payment) = await PaymentAsync();

        var answer = await site.Gateway.PayAsync("empty", payment);

        Assert.Equal(204, answer.Status);
        Assert.True((bool)answer.Receipt!["success"]!);
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S26_A_payer_without_money_learns_why_and_the_site_does_not_hear_of_it()
    {
        var payer = await Payer.CreateAsync(site.Chain, 999);

        var answer = await site.Gateway.PayAsync("paid/s26", payer.Pay(await site.Gateway.QuoteAsync()));

        Assert.Equal(402, answer.Status);
        Assert.Equal("invalid_exact_evm_insufficient_balance", answer.QuoteError);
        Assert.Equal(0, site.Origin.CountOf("/paid/s26"));
        await site.Chain.MintAsync(Anvil.BaseSepoliaUsdc, payer.Address, 1);
        Assert.Equal(200, (await site.Gateway.PayAsync("paid/s26", payer.Pay(await site.Gateway.QuoteAsync()))).Status);
    }

    [Fact]
    public async Task S26_Somebody_elses_signature_buys_nothing()
    {
        var (rich, payment) = await PaymentAsync();
        var thief = Payer.CreatePoor();
        payment["payload"]!["signature"] = thief.Pay(await site.Gateway.QuoteAsync())["payload"]!["signature"]!.DeepClone();

        var answer = await site.Gateway.PayAsync("paid/s26-thief", payment);

        Assert.Equal(402, answer.Status);
        Assert.Equal("invalid_exact_evm_signature", answer.QuoteError);
        Assert.Equal(0, site.Origin.CountOf("/paid/s26-thief"));
        Assert.Equal(0, await site.Chain.CountPaymentsAsync(rich));
    }

    [Fact]
    public async Task S26_A_forged_signature_does_not_lock_the_authorization()
    {
        var (payer, payment) = await PaymentAsync();
        var forged = payment.DeepClone();
        forged["payload"]!["signature"] = "0x" + new string('1', 128) + "1b";

        Assert.Equal(402, (await site.Gateway.PayAsync("paid/s26-lock", forged)).Status);

        Assert.Equal(200, (await site.Gateway.PayAsync("paid/s26-lock", payment)).Status);
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Theory]
    [InlineData("boom", 404, "no such page")]
    [InlineData("error", 500, "the site broke")]
    [InlineData("redirect", 302, "")]
    [InlineData("not-modified", 304, "")]
    public async Task S28_What_is_no_success_passes_unpaid_and_the_authorization_buys_another_page(string path, int status, string body)
    {
        var (payer, payment) = await PaymentAsync();

        var answer = await site.Gateway.PayAsync(path, payment);

        Assert.Equal(status, answer.Status);
        Assert.Equal(body, answer.Body);
        Assert.Null(answer.Receipt);
        Assert.Null(answer.Quote);
        Assert.Equal(0, await site.Chain.CountPaymentsAsync(payer));

        Assert.Equal(200, (await site.Gateway.PayAsync($"paid/after-{path}", payment)).Status);
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S28_A_site_that_is_down_costs_nothing()
    {
        var origin = await TestOrigin.StartAsync();
        await using var gateway = await TestGateway.StartAsync(await TestGateway.LocalSettingsAsync(site.Chain, origin.Url));
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(await gateway.QuoteAsync());
        await origin.DisposeAsync();

        var answer = await gateway.PayAsync("paid", payment);

        Assert.Equal(502, answer.Status);
        Assert.Null(answer.Quote);
        Assert.Equal(0, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S32_A_payment_sent_again_gets_its_page_and_its_receipt_and_buys_nothing_more()
    {
        var (payer, payment) = await PaymentAsync();
        var first = await site.Gateway.PayAsync("paid/s32", payment);

        var again = await site.Gateway.PayAsync("paid/s32", payment);
        var elsewhere = await site.Gateway.PayAsync("paid/s32-other", payment);
        var otherMethod = await site.Gateway.SendAsync(HttpMethod.Head, "paid/s32", ("PAYMENT-SIGNATURE", Payer.Encode(payment)));

        Assert.Equal(200, again.Status);
        Assert.Equal((string?)first.Receipt!["transaction"], (string?)again.Receipt!["transaction"]);
        Assert.True(again.Leaks);
        Assert.Equal(402, elsewhere.Status);
        Assert.Equal("invalid_exact_evm_nonce_already_used", elsewhere.QuoteError);
        Assert.Contains(otherMethod.Status, (int[])[402, 409]);
        Assert.Equal(2, site.Origin.CountOf("/paid/s32"));
        Assert.Equal(0, site.Origin.CountOf("/paid/s32-other"));
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S32_An_authorization_used_on_chain_before_is_refused()
    {
        var (payer, payment) = await PaymentAsync();
        await site.Chain.SubmitAsync(payer, payment);

        var answer = await site.Gateway.PayAsync("paid/s32-used", payment);

        Assert.Equal(402, answer.Status);
        Assert.Equal("invalid_exact_evm_nonce_already_used", answer.QuoteError);
        Assert.Equal(0, site.Origin.CountOf("/paid/s32-used"));
    }

    [Fact]
    public async Task S33_Money_moved_away_while_the_site_works_withholds_the_page()
    {
        var payer = await Payer.CreateAsync(site.Chain, 1000);
        var quote = await site.Gateway.QuoteAsync();
        site.Origin.Hold();
        var pending = site.Gateway.PayAsync("slow", payer.Pay(quote));
        await site.Origin.HeldRequest;
        await site.Chain.SubmitAsync(payer, payer.Pay(quote, authorization => authorization with { To = DevAccount.All[9].Address }));
        site.Origin.Release();

        var answer = await pending;

        Assert.Equal(402, answer.Status);
        Assert.False((bool)answer.Receipt!["success"]!);
        Assert.Equal("", (string?)answer.Receipt["transaction"]);
        Assert.Equal("invalid_exact_evm_insufficient_balance", (string?)answer.Receipt["errorReason"]);
        Assert.Null(answer.Receipt["errorMessage"]);
        Assert.Equal("invalid_exact_evm_insufficient_balance", answer.QuoteError);
        Assert.False(answer.Leaks);
        Assert.Equal(0ul, await site.Chain.DollarsAsync(payer.Address));
    }

    [Fact]
    public async Task S33_A_payment_that_somebody_else_submitted_meanwhile_has_paid()
    {
        var (payer, payment) = await PaymentAsync();
        var before = await site.Chain.DollarsAsync(site.Gateway.Payee);
        site.Origin.Hold();
        var pending = site.Gateway.PayAsync("slow?front-run", payment);
        await site.Origin.HeldRequest;
        await site.Chain.SubmitAsync(payer, payment);
        site.Origin.Release();

        var answer = await pending;

        Assert.Equal(200, answer.Status);
        Assert.True(answer.Leaks);
        Assert.True((bool)answer.Receipt!["success"]!);
        Assert.Equal(before + 1000, await site.Chain.DollarsAsync(site.Gateway.Payee));
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S39_A_buyer_who_hangs_up_before_the_site_answers_pays_nothing_and_may_come_back()
    {
        var (payer, payment) = await PaymentAsync();
        site.Origin.Hold();
        using (var hangUp = new CancellationTokenSource())
        {
            var pending = site.Gateway.OpenAsync(HttpMethod.Get, "slow?hang-up", [("PAYMENT-SIGNATURE", Payer.Encode(payment))], hangUp.Token);
            await site.Origin.HeldRequest;
            await hangUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        }

        await site.Origin.HungUp.WaitAsync(TimeSpan.FromSeconds(30));
        site.Origin.Release();
        Assert.Equal(0, await site.Chain.CountPaymentsAsync(payer));

        var answer = await site.Gateway.PayAsync("slow?hang-up", payment);
        for (var tries = 0; answer.Status == 409 && tries < 100; tries++)
        {
            await Task.Delay(50);
            answer = await site.Gateway.PayAsync("slow?hang-up", payment);
        }

        Assert.Equal(200, answer.Status);
        Assert.Equal(1, await site.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task Trailers_of_the_site_survive_payment()
    {
        // The gateway's server passes trailers on in HTTP/2.
        await using var gateway = await TestGateway.StartAsync(
            await TestGateway.LocalSettingsAsync(site.Chain, site.Origin.Url), arguments: ["--Kestrel:EndpointDefaults:Protocols", "Http2"]);
        var payer = await Payer.CreateAsync(site.Chain);
        var payment = payer.Pay(await gateway.QuoteAsync());

        using var response = await gateway.OpenAsync(HttpMethod.Get, "trailers", [("PAYMENT-SIGNATURE", Payer.Encode(payment))]);

        Assert.Equal(System.Net.HttpVersion.Version20, response.Version);
        Assert.Equal("with trailers", await response.Content.ReadAsStringAsync());
        Assert.True(response.Headers.Contains("PAYMENT-RESPONSE"));
        Assert.Equal("42", Assert.Single(response.TrailingHeaders.GetValues("X-Checksum")));
    }

    private async Task<(Payer Payer, JsonObject Payment)> PaymentAsync()
    {
        var payer = await Payer.CreateAsync(site.Chain);
        return (payer, payer.Pay(await site.Gateway.QuoteAsync()));
    }
}
