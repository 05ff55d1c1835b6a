using System.Net;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A ledger that throws what no store promised: the buyer is told to come back, and then gets the page for the same payment.</summary>
public sealed class LedgerFaultTests
{
    // It gives up what was left behind every quarter of that time.
    private static readonly LedgerSettings Settings = new() { OwnerTimeout = TimeSpan.FromSeconds(2) };

    private readonly FaultyLedger _ledger = new(new MemoryPaymentLedger(TimeProvider.System, Settings));

    [Theory]
    [InlineData("authorization", "ClaimAsync", true)]
    [InlineData("authorization", "ClaimAsync", false)]
    [InlineData("authorization", "MoveAsync Settling", true)]
    [InlineData("authorization", "MoveAsync Settling", false)]
    [InlineData("upfront", "MoveAsync Settling", true)]
    [InlineData("upfront", "MoveAsync Settling", false)]
    [InlineData("deferred", "DeferAsync", true)]
    [InlineData("deferred", "DeferAsync", false)]
    public async Task A_ledger_that_throws_what_nobody_expected_does_not_keep_the_payment_claimed(string flow, string step, bool isDone)
    {
        await using var site = await StartAsync(flow);
        var payment = await GateHost.SignAsync(json =>
        {
            if (flow == "upfront")
                json["accepted"]!["extra"]!["paymentFlow"] = "upfront";
        });
        Fail(step, isDone, () => new InvalidOperationException("A bug of a store."));
        using (var answer = await site.GetAsync("/a", payment))
        {
            Assert.Equal(step == "DeferAsync" ? HttpStatusCode.BadGateway : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.False(answer.Headers.Contains(X402Headers.PaymentRequired));
            Assert.DoesNotContain(GateHost.Protected, await answer.Content.ReadAsStringAsync());
            Assert.Equal(0, site.Facilitator.Settlements);
        }

        await EventuallyServedAsync(site, payment);
    }

    [Fact]
    public async Task A_claim_of_a_resumed_payment_whose_answer_is_lost_does_not_strand_it()
    {
        await using var site = await StartAsync("authorization");
        var settle = site.Facilitator.Settle;
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("timeout");
        var payment = await GateHost.SignAsync();
        using (var lost = await site.GetAsync("/a", payment))
            Assert.Equal(HttpStatusCode.BadGateway, lost.StatusCode);
        site.Facilitator.Settle = settle;
        Fail(nameof(FaultyLedger.ClaimAsync), isDone: true, () => new LedgerUnavailableException("The answer was lost."));
        using (var answer = await site.GetAsync("/a", payment))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);

        await EventuallyServedAsync(site, payment);
    }

    [Fact]
    public async Task A_copy_that_cannot_read_how_the_first_ended_is_told_to_come_back()
    {
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await StartAsync("authorization", async () =>
        {
            arrived.TrySetResult();
            await go.Task;
        });
        var payment = await GateHost.SignAsync();
        var first = site.GetAsync("/a", payment);
        await arrived.Task;
        Fail(nameof(FaultyLedger.FindAsync), isDone: false, () => new InvalidOperationException("A bug of a store."));
        using var copy = await site.GetAsync("/a", payment);
        go.SetResult();

        Assert.Equal(HttpStatusCode.Conflict, copy.StatusCode);
        Assert.NotNull(copy.Headers.RetryAfter);
        using var page = await first;
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_signature_that_nobody_verified_buys_nothing_because_the_ledger_failed_for_a_moment()
    {
        await using var site = await StartAsync("deferred");
        site.Facilitator.Verify = () => new VerifyOutcome.Invalid(VerifyResponse.Invalid("invalid_exact_evm_signature"));
        Fail(nameof(FaultyLedger.FindAsync), isDone: false, () => new LedgerUnavailableException("for a moment"));
        using var answer = await site.GetAsync("/a", await GateHost.SignAsync(json => json["payload"]!["signature"] = "0x" + new string('1', 128) + "1b"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Empty(await site.Ledger.EntriesAsync());
    }

    [Fact]
    public async Task A_payment_for_an_offer_that_nobody_made_costs_one_look_into_the_ledger_and_one_without_an_authorization_none()
    {
        await using var site = await StartAsync("authorization");
        var steps = 0;
        _ledger.Before = step => steps += step is "FindAsync" or "ClaimAsync" ? 1 : 0;
        foreach (var (expected, change) in ((int, Action<System.Text.Json.Nodes.JsonObject>)[])[
            (1, json => json["accepted"]!["amount"] = "1"),
            (0, json => (json["accepted"]!["amount"], json["payload"]!["authorization"]!["nonce"]) = ("1", "none")),
            (0, json => json["accepted"]!["network"] = "eip155:1"),
            (0, json => json["payload"]!["authorization"]!["value"] = "1")])
        {
            steps = 0;
            using var answer = await site.GetAsync("/a", await GateHost.SignAsync(change));
            Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
            Assert.Equal(expected, steps);
        }
    }

    [Fact]
    public async Task What_the_site_throws_is_still_the_sites_and_releases_the_payment()
    {
        var throws = true;
        await using var site = await StartAsync("authorization", () => throws ? throw new LedgerUnavailableException("the site's own") : Task.CompletedTask);
        var payment = await GateHost.SignAsync();
        using (var broken = await site.GetAsync("/a", payment))
            Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        throws = false;
        using var served = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    /// <summary>Lets the next step of that name fail, before or after it was done.</summary>
    private void Fail(string step, bool isDone, Func<Exception> failure)
    {
        var failed = 0;
        Action<string> fail = now =>
        {
            if (now == step && Interlocked.Exchange(ref failed, 1) == 0)
                throw failure();
        };
        _ledger.Before = isDone ? null : fail;
        _ledger.After = isDone ? fail : null;
    }

    private static async Task EventuallyServedAsync(GateHost site, string payment)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var answer = await site.GetAsync("/a", payment);
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            await Task.Delay(50, limit.Token);
        }
    }

    private Task<GateHost> StartAsync(string flow, Func<Task>? before = null) => GateHost.StartAsync(
        app => app.MapGet("/{page}", async () =>
        {
            await (before?.Invoke() ?? Task.CompletedTask);
            return Results.Text(GateHost.Protected);
        }).RequirePayment(),
        options =>
        {
            options.Flow = flow;
            options.Store = "sqlite:unused, since the tests bring their ledger";
        },
        services =>
        {
            services.AddSingleton(Settings);
            services.AddSingleton<IPaymentLedger>(_ledger);
            services.AddSingleton<ISettlementJournal, MemorySettlementJournal>();
        });
}
