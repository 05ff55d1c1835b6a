using System.Net;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The identical payment presented again: after a lost answer, while the first is served, when nobody knows how it ended.</summary>
public sealed class PaidRetryTests
{
    private const string Hash = "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private int _served;

    [Fact]
    public async Task S32_An_identical_retry_after_a_lost_200_gets_the_page_and_the_same_receipt_with_one_settlement()
    {
        await using var site = await StartAsync();
        var payment = await GateHost.SignAsync();
        using var first = await site.GetAsync("/a", payment);
        for (var retry = 0; retry < 3; retry++)
        {
            using var again = await site.GetAsync("/a", payment);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            Assert.Equal(Header(first), Header(again));
        }

        Assert.Equal((4, 1), (_served, site.Facilitator.Settlements));
    }

    [Theory]
    [InlineData("GET", "/b")]
    [InlineData("GET", "/a?page=2")]
    [InlineData("HEAD", "/a")]
    public async Task S32_Another_url_or_method_gets_nothing_for_it(string method, string path)
    {
        await using var site = await StartAsync();
        var payment = await GateHost.SignAsync();
        using var first = await site.GetAsync("/a", payment);
        using var other = await site.SendAsync(new HttpMethod(method), path, payment);
        Assert.Equal(HttpStatusCode.PaymentRequired, other.StatusCode);
        Assert.Equal((1, 1), (_served, site.Facilitator.Settlements));
    }

    [Fact]
    public async Task S32_Text_that_is_written_otherwise_is_the_same_payment()
    {
        await using var site = await StartAsync();
        string? nonce = null;
        var payment = await GateHost.SignAsync(json => nonce = (string)json["payload"]!["authorization"]!["nonce"]!);
        using var first = await site.GetAsync("/a", payment);
        var json = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(payment)).Replace(nonce!, "0x" + nonce![2..].ToUpperInvariant());
        using var again = await site.GetAsync("/a", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.Equal(Header(first), Header(again));
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task After_the_window_a_retry_gets_the_receipt_alone()
    {
        await using var site = await StartAsync(configure: options => options.RetryWindowSeconds = 0);
        var payment = await GateHost.SignAsync();
        using var first = await site.GetAsync("/a", payment);
        using var again = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(Header(first), Header(again));
        Assert.False(again.Headers.Contains(X402Headers.PaymentRequired));
        Assert.Equal(1, _served);
    }

    [Fact]
    public async Task An_authorization_that_is_over_still_gets_what_it_bought_and_nothing_else()
    {
        var time = new SteppedTime();
        await using var site = await StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var (payment, unused) = (await GateHost.SignAsync(), await GateHost.SignAsync());
        using var first = await site.GetAsync("/a", payment);
        time.Ahead = TimeSpan.FromMinutes(6);

        using var again = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var other = await site.GetAsync("/b", payment);
        Assert.Equal(HttpStatusCode.PaymentRequired, other.StatusCode);
        using var late = await site.GetAsync("/a", unused);
        Assert.Equal(HttpStatusCode.PaymentRequired, late.StatusCode);
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task Copies_that_arrive_meanwhile_hear_of_the_receipt_and_get_no_page()
    {
        var gate = new TaskCompletionSource();
        await using var site = await StartAsync(before: gate.Task);
        var payment = await GateHost.SignAsync();
        var first = site.GetAsync("/a", payment);
        while (_served == 0)
            await Task.Delay(5);
        var copies = Enumerable.Range(0, 20).Select(_ => site.GetAsync("/a", payment)).ToArray();
        await Task.Delay(100);
        gate.SetResult();

        using var answer = await first;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        foreach (var copy in await Task.WhenAll(copies))
        {
            Assert.Equal(HttpStatusCode.Conflict, copy.StatusCode);
            Assert.Equal(Header(answer), Header(copy));
            Assert.NotNull(copy.Headers.RetryAfter);
            Assert.DoesNotContain(GateHost.Protected, await copy.Content.ReadAsStringAsync());
        }

        Assert.Equal((1, 1), (_served, site.Facilitator.Settlements));
    }

    [Fact]
    public async Task S35_An_unknown_outcome_is_found_on_the_chain_and_the_retry_gets_the_page()
    {
        var witness = new ScriptedWitness();
        await using var site = await StartAsync(services => services.AddSingleton<IAuthorizationWitness>(witness));
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("timeout");
        var payment = await GateHost.SignAsync();
        using var lost = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.BadGateway, lost.StatusCode);
        Assert.False(lost.Headers.Contains(X402Headers.PaymentRequired));

        witness.Testimony = new Testimony(new AuthorizationFate.Paid(Bytes32.Parse(Hash)), false);
        using var found = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal(Hash, Receipt(found).Transaction);
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task S35_An_unknown_outcome_of_an_unused_authorization_is_settled_by_the_retry()
    {
        var witness = new ScriptedWitness { Testimony = new Testimony(new AuthorizationFate.Unused(), false) };
        await using var site = await StartAsync(services => services.AddSingleton<IAuthorizationWitness>(witness));
        var settle = site.Facilitator.Settle;
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("timeout");
        var payment = await GateHost.SignAsync();
        using var lost = await site.GetAsync("/a", payment);
        site.Facilitator.Settle = settle;
        using var found = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal(2, site.Facilitator.Settlements);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(typeof(AuthorizationFate.Unused))]
    [InlineData(typeof(AuthorizationFate.UsedWithoutTrace))]
    public async Task A_refusal_of_a_repeated_settlement_is_not_believed_while_the_first_may_have_paid(Type? fate)
    {
        var witness = new ScriptedWitness { Testimony = fate is null ? null : new Testimony((AuthorizationFate)Activator.CreateInstance(fate)!, false) };
        await using var site = await StartAsync(services => services.AddSingleton<IAuthorizationWitness>(witness));
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("timeout");
        var payment = await GateHost.SignAsync();
        using var lost = await site.GetAsync("/a", payment);
        site.Facilitator.Settle = () => new SettleOutcome.Rejected(SettleResponse.Failed("invalid_exact_evm_nonce_already_used", "eip155:84532"));
        using var again = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.BadGateway, again.StatusCode);
        Assert.False(again.Headers.Contains(X402Headers.PaymentRequired));

        witness.Testimony = new Testimony(new AuthorizationFate.Paid(Bytes32.Parse(Hash)), false);
        using var found = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
    }

    [Fact]
    public async Task A_resumed_payment_whose_page_fails_stays_unknown_and_is_never_released()
    {
        await using var site = await StartAsync();
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("timeout");
        var payment = await GateHost.SignAsync();
        using var lost = await site.GetAsync("/flaky", payment);
        using var broken = await site.GetAsync("/flaky", payment);
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        using var other = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.PaymentRequired, other.StatusCode);
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_refusal_is_not_final_when_the_payment_was_taken_over_while_its_process_stood_still()
    {
        var store = new MemoryLedgerStore();
        var other = new MemoryPaymentLedger(new SteppedTime { Ahead = TimeSpan.FromMinutes(1) }, new LedgerSettings(), store);
        await using var site = await StartAsync(services => services.AddSingleton<IPaymentLedger>(
            provider => new MemoryPaymentLedger(TimeProvider.System, provider.GetRequiredService<LedgerSettings>(), store)));
        var taken = Task.FromResult<IReadOnlyList<LedgerEntry>>([]);
        site.Facilitator.Settle = () =>
        {
            taken = other.TakeUnresolvedAsync(10).AsTask();
            return new SettleOutcome.Rejected(SettleResponse.Failed("invalid_exact_evm_insufficient_balance", "eip155:84532"));
        };

        using var answer = await site.GetAsync("/a", await GateHost.SignAsync());

        Assert.Single(await taken);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.False(answer.Headers.Contains(X402Headers.PaymentRequired));
    }

    private Task<GateHost> StartAsync(Action<IServiceCollection>? services = null, Action<CrawlGateOptions>? configure = null, Task? before = null) => GateHost.StartAsync(
        app =>
        {
            app.MapGet("/flaky", () => Interlocked.Increment(ref _served) == 1 ? Results.Text(GateHost.Protected) : Results.StatusCode(500)).RequirePayment();
            app.MapMethods("/{page}", ["GET", "HEAD"], async () =>
            {
                Interlocked.Increment(ref _served);
                await (before ?? Task.CompletedTask);
                return Results.Text(GateHost.Protected);
            }).RequirePayment();
        },
        configure,
        services);

    private static string Header(HttpResponseMessage response) => response.Headers.GetValues(X402Headers.PaymentResponse).Single();

    private static SettleResponse Receipt(HttpResponseMessage response) =>
        PaymentHeader.TryDecode(Header(response), X402JsonContext.Default.SettleResponse, out var receipt) ? receipt! : throw new InvalidOperationException("No receipt.");
}

/// <summary>A chain that says what it is told to say.</summary>
internal sealed class ScriptedWitness : IAuthorizationWitness
{
    public Testimony? Testimony { get; set; }

    public Func<LedgerEntry, Task<Testimony?>>? Answer { get; set; }

    public Task<Testimony?> AskAsync(LedgerEntry entry) => Answer?.Invoke(entry) ?? Task.FromResult(Testimony);
}

/// <summary>The real clock, some time ahead.</summary>
internal sealed class SteppedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
