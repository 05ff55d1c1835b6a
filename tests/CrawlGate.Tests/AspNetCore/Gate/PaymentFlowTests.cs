using System.Net;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

public sealed class PaymentFlowTests
{
    private readonly List<string> _order = [];
    private int _status = 200;

    [Fact]
    public async Task S38_Upfront_settles_before_the_site_is_asked_and_says_so_in_its_offer()
    {
        await using var site = await StartAsync("upfront");
        using var quote = await site.GetAsync("/a");
        Assert.Contains("\"paymentFlow\":\"upfront\"", Quote(quote));

        using var paid = await site.GetAsync("/a", await SignUpfrontAsync());
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.Equal(["settle", "serve"], _order);
        Assert.NotEmpty(Receipt(paid).Transaction);
    }

    [Fact]
    public async Task S38_A_site_that_fails_after_upfront_settlement_is_on_record_and_the_same_payment_gets_the_page_later()
    {
        await using var site = await StartAsync("upfront");
        var payment = await SignUpfrontAsync();
        _status = 502;
        using var failed = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        Assert.True(Receipt(failed).Success);
        Assert.Contains("not delivered", Assert.Single(await EntriesAsync(site)).Detail);

        _status = 200;
        using var served = await site.GetAsync("/a", payment);
        Assert.Equal(GateHost.Protected, await served.Content.ReadAsStringAsync());
        Assert.Equal(["settle", "serve", "serve"], _order);
        var entry = Assert.Single(await EntriesAsync(site));
        Assert.Equal((LedgerState.Settled, "Delivered on a retry."), (entry.State, entry.Detail));
    }

    [Fact]
    public async Task S38_A_rejected_upfront_settlement_never_reaches_the_site()
    {
        await using var site = await StartAsync("upfront");
        site.Facilitator.Settle = () => new SettleOutcome.Rejected(SettleResponse.Failed("invalid_exact_evm_insufficient_balance", "eip155:84532"));
        using var refused = await site.GetAsync("/a", await SignUpfrontAsync());
        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.Equal(["settle"], _order);
    }

    [Fact]
    public async Task Deferred_serves_first_and_settles_soon_after()
    {
        await using var site = await StartAsync("deferred");
        var payment = await GateHost.SignAsync();
        using var served = await site.GetAsync("/a", payment);
        Assert.Equal(GateHost.Protected, await served.Content.ReadAsStringAsync());
        Assert.Equal((true, ""), (Receipt(served).Success, Receipt(served).Transaction));
        Assert.Equal(["serve"], _order);
        Assert.Equal(LedgerState.Queued, Assert.Single(await EntriesAsync(site)).State);

        var settled = await EventuallyAsync(site, entry => entry.State == LedgerState.Settled);
        Assert.Equal(["serve", "settle"], _order);
        Assert.Equal(new Exposure(0, 0), await site.Ledger.ReadExposureAsync(settled.Key.Payer));
        using var again = await site.GetAsync("/a", payment);
        Assert.NotEmpty(Receipt(again).Transaction);
        Assert.Equal(["serve", "settle", "serve"], _order);
    }

    [Fact]
    public async Task Deferred_falls_back_to_authorization_when_the_payers_limit_is_reached()
    {
        await using var site = await StartAsync("deferred", options => (options.Deferred.PerPayer, options.Deferred.SettleAfterSeconds) = ("$0.002", 60));
        for (var page = 0; page < 3; page++)
        {
            using var served = await site.GetAsync($"/{page}", await GateHost.SignAsync());
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
            Assert.Equal(page == 2, Receipt(served).Transaction.Length > 0);
        }

        Assert.Equal(["serve", "serve", "serve", "settle"], _order);
    }

    [Fact]
    public async Task A_payer_that_did_not_pay_for_what_it_read_is_not_trusted_again()
    {
        await using var site = await StartAsync("deferred", options => options.Deferred.PerPayer = "$0.001");
        var settle = site.Facilitator.Settle;
        site.Facilitator.Settle = () => new SettleOutcome.Rejected(SettleResponse.Failed("invalid_exact_evm_insufficient_balance", "eip155:84532"));
        var payment = await GateHost.SignAsync();
        using var read = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        await EventuallyAsync(site, entry => entry.State == LedgerState.Failed);
        using var again = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.PaymentRequired, again.StatusCode);

        using var unpaid = await site.GetAsync("/b", await GateHost.SignAsync());
        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
        site.Facilitator.Settle = settle;
        using var paid = await site.GetAsync("/c", await GateHost.SignAsync());
        Assert.NotEmpty(Receipt(paid).Transaction);
    }

    [Fact]
    public async Task Deferred_settlements_outlive_an_outage_of_the_facilitator()
    {
        await using var site = await StartAsync("deferred");
        var settle = site.Facilitator.Settle;
        site.Facilitator.Settle = () => new SettleOutcome.Unavailable("down");
        using var served = await site.GetAsync("/a", await GateHost.SignAsync());
        await EventuallyAsync(site, entry => entry is { State: LedgerState.Queued, Attempts: > 0 });
        site.Facilitator.Settle = settle;
        await EventuallyAsync(site, entry => entry.State == LedgerState.Settled);
    }

    [Fact]
    public async Task A_deferred_settlement_without_an_answer_is_reconciled_from_the_chain()
    {
        var witness = new ScriptedWitness();
        await using var site = await StartAsync("deferred", services: services => services.AddSingleton<IAuthorizationWitness>(witness));
        site.Facilitator.Settle = () => throw new TimeoutException("lost");
        using var served = await site.GetAsync("/a", await GateHost.SignAsync());
        await EventuallyAsync(site, entry => entry.State == LedgerState.Unknown);
        witness.Testimony = new Testimony(new AuthorizationFate.Paid(CrawlGate.Ethereum.Bytes32.Parse("0x" + new string('b', 64))), false);
        var settled = await EventuallyAsync(site, entry => entry.State == LedgerState.Settled);
        Assert.Equal("0x" + new string('b', 64), settled.Result!.Transaction);
    }

    [Fact]
    public async Task The_reconciler_never_settles_what_nobody_got_and_gives_it_up_when_it_expired()
    {
        var witness = new ScriptedWitness { Testimony = new Testimony(new AuthorizationFate.Unused(), false) };
        await using var site = await StartAsync("authorization", services: services => services.AddSingleton<IAuthorizationWitness>(witness));
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("timeout");
        using var lost = await site.GetAsync("/a", await GateHost.SignAsync());
        await EventuallyAsync(site, entry => entry.Detail?.StartsWith("Not settled so far", StringComparison.Ordinal) == true);
        Assert.Equal(1, site.Facilitator.Settlements);

        witness.Testimony = new Testimony(new AuthorizationFate.Unused(), IsExpired: true);
        var failed = await EventuallyAsync(site, entry => entry.State == LedgerState.Failed);
        Assert.Equal(ExactEvmErrors.ValidBefore, failed.Result!.ErrorReason);
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    private Task<GateHost> StartAsync(string flow, Action<CrawlGateOptions>? configure = null, Action<IServiceCollection>? services = null) => GateHost.StartAsync(
        app =>
        {
            var facilitator = (ScriptedFacilitator)app.Services.GetRequiredService<IFacilitator>();
            facilitator.OnSettle = () => Note("settle");
            app.MapGet("/{page}", () =>
            {
                Note("serve");
                return _status == 200 ? Results.Text(GateHost.Protected) : Results.StatusCode(_status);
            }).RequirePayment();
        },
        options =>
        {
            options.Flow = flow;
            options.Store = "sqlite:unused, since the tests bring their ledger";
            options.Deferred.SettleAfterSeconds = 1;
            configure?.Invoke(options);
        },
        all =>
        {
            all.AddSingleton<IPaymentLedger>(provider => new MemoryPaymentLedger(TimeProvider.System, provider.GetRequiredService<LedgerSettings>()));
            all.AddSingleton<ISettlementJournal, MemorySettlementJournal>();
            services?.Invoke(all);
        });

    private void Note(string step)
    {
        lock (_order)
            _order.Add(step);
    }

    private static Task<string> SignUpfrontAsync() => GateHost.SignAsync(payment => payment["accepted"]!["extra"]!["paymentFlow"] = "upfront");

    private static Task<List<LedgerEntry>> EntriesAsync(GateHost site) => site.Ledger.EntriesAsync();

    private static Task<LedgerEntry> EventuallyAsync(GateHost site, Func<LedgerEntry, bool> isSo) => site.Ledger.EventuallyAsync(isSo);

    private static string Quote(HttpResponseMessage response) =>
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(response.Headers.GetValues(X402Headers.PaymentRequired).Single()));

    private static SettleResponse Receipt(HttpResponseMessage response) =>
        PaymentHeader.TryDecode(response.Headers.GetValues(X402Headers.PaymentResponse).Single(), X402JsonContext.Default.SettleResponse, out var receipt) ? receipt! : throw new InvalidOperationException("No receipt.");
}
