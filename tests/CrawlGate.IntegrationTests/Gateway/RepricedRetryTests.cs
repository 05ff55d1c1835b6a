using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.IntegrationTests;

/// <summary>A retry of a payment whose offer is not made any more: who has paid is never asked to pay again because a price was changed.</summary>
public sealed class RepricedRetryTests : IAsyncLifetime
{
    private TestOrigin _origin = null!;
    private ScriptedFacilitator _facilitator = null!;
    private JsonObject _settings = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _origin = await TestOrigin.StartAsync();
        _facilitator = await ScriptedFacilitator.StartAsync();
        _settings = TestGateway.RemoteSettings(_origin.Url, _facilitator.Url);
        _gateway = await TestGateway.StartAsync(_settings);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _origin.DisposeAsync();
        await _facilitator.DisposeAsync();
    }

    [Theory]
    [InlineData("Price", "$0.002")]
    [InlineData("PayTo", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")]
    [InlineData("MaxTimeoutSeconds", "120")]
    [InlineData("Flow", "upfront")]
    public async Task A_settled_payment_gets_its_page_and_receipt_although_the_offer_was_changed_since(string setting, string value)
    {
        var payment = Payer.CreatePoor().Pay(await _gateway.QuoteAsync());
        var first = await _gateway.PayAsync("paid/repriced", payment);
        Assert.Equal(200, first.Status);

        Reload(setting, value);
        var again = await _gateway.PayAsync("paid/repriced", payment);

        Assert.Equal(200, again.Status);
        Assert.True(again.Leaks);
        Assert.Equal(first.Header("PAYMENT-RESPONSE"), again.Header("PAYMENT-RESPONSE"));
        Assert.Equal(1, _facilitator.CountOf("/settle"));
    }

    [Fact]
    public async Task A_settled_payment_of_version_1_gets_its_page_although_the_price_was_changed_since()
    {
        var payment = Payer.Encode(Payer.CreatePoor().PayV1((await _gateway.GetAsync("paid")).Json));
        Task<Answer> PayAsync() => _gateway.GetAsync("paid/repriced", ("X-PAYMENT", payment));
        Assert.Equal(200, (await PayAsync()).Status);

        Reload("Price", "$0.002");
        Assert.Equal(200, (await PayAsync()).Status);
        Assert.Equal(1, _facilitator.CountOf("/settle"));
    }

    [Fact]
    public async Task After_the_window_it_gets_the_receipt_alone_and_no_quote()
    {
        var payment = Payer.CreatePoor().Pay(await _gateway.QuoteAsync());
        Assert.Equal(200, (await _gateway.PayAsync("paid/repriced", payment)).Status);

        _settings["RetryWindowSeconds"] = 0;
        Reload("Price", "$0.002");
        var again = await _gateway.PayAsync("paid/repriced", payment);

        Assert.Equal(409, again.Status);
        Assert.NotNull(again.Receipt);
        Assert.Null(again.Quote);
        Assert.False(again.Leaks);
    }

    [Fact]
    public async Task A_copy_of_a_payment_that_is_being_served_is_told_to_wait_and_not_to_pay()
    {
        var payment = Payer.CreatePoor().Pay(await _gateway.QuoteAsync());
        _origin.Hold();
        var served = _gateway.PayAsync("slow?repriced", payment);
        await _origin.HeldRequest;

        Reload("Price", "$0.002");
        var copy = await _gateway.PayAsync("slow?repriced", payment);
        _origin.Release();

        Assert.Equal(409, copy.Status);
        Assert.Null(copy.Quote);
        Assert.False(copy.Leaks);
        Assert.Equal(200, (await served).Status);
        Assert.Equal(1, _facilitator.CountOf("/settle"));
    }

    [Fact]
    public async Task A_settlement_of_unknown_outcome_is_repeated_as_it_was_sent_and_not_for_the_new_price()
    {
        _facilitator.Settle = _ => new FacilitatorSays(500, "lost");
        var payment = Payer.CreatePoor().Pay(await _gateway.QuoteAsync());
        Assert.Equal(502, (await _gateway.PayAsync("paid/repriced", payment)).Status);

        Reload("Price", "$0.002");
        Assert.Equal(502, (await _gateway.PayAsync("paid/repriced", payment)).Status);
        _facilitator.Settle = payer => ScriptedFacilitator.Success(payer);
        Assert.Equal(200, (await _gateway.PayAsync("paid/repriced", payment)).Status);

        var sent = _facilitator.Requests.Where(request => request.Path == "/settle").Select(request => request.Body).ToArray();
        Assert.Equal(3, sent.Length);
        Assert.Single(sent.Distinct());
    }

    [Fact]
    public async Task What_bought_nothing_here_gets_the_new_quote()
    {
        var payer = Payer.CreatePoor();
        var quote = await _gateway.QuoteAsync();
        var (paid, unused) = (payer.Pay(quote), payer.Pay(quote));
        Assert.Equal(200, (await _gateway.PayAsync("paid/repriced", paid)).Status);
        var forged = paid.DeepClone();
        forged["payload"]!["signature"] = (string)unused["payload"]!["signature"]!;
        _facilitator.Settle = _ => new FacilitatorSays(400, """{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532"}""");
        var failed = payer.Pay(quote);
        Assert.Equal(402, (await _gateway.PayAsync("paid/repriced", failed)).Status);
        var entries = await CountEntriesAsync();

        Reload("Price", "$0.002");
        foreach (var (path, payment) in ((string, JsonNode)[])[("paid/repriced", unused), ("paid/other", paid), ("paid/repriced?other", paid), ("paid/repriced", forged), ("paid/repriced", failed)])
        {
            var answer = await _gateway.PayAsync(path, payment);
            Assert.Equal(402, answer.Status);
            Assert.Equal("2000", (string?)answer.Quote!["accepts"]![0]!["amount"]);
            Assert.False(answer.Leaks);
        }

        Assert.Equal(entries, await CountEntriesAsync());
        Assert.Equal(2, _facilitator.CountOf("/settle"));
    }

    private void Reload(string setting, string value)
    {
        _settings[setting] = int.TryParse(value, out var number) ? number : value;
        TestGateway.WriteConfiguration(_gateway.Folder, _settings);
        Assert.True(_gateway.Services.GetRequiredService<ConfigurationWatch>().TryApply());
    }

    private async Task<int> CountEntriesAsync()
    {
        var count = 0;
        await foreach (var _ in _gateway.Services.GetRequiredService<IPaymentLedger>().ReadAsync(new LedgerFilter()))
            count++;
        return count;
    }
}
