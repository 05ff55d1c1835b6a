using System.Text.Json.Nodes;
using CrawlGate.Tests.Ethereum;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.X402;

public sealed class FacilitatorPoolTests : IAsyncLifetime
{
    private const string Hash = "0xabababababababababababababababababababababababababababababababab";
    private const string Payer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    private readonly ShiftableTime _time = new();
    private readonly List<HttpFacilitator> _clients = [];
    private Member _first = null!;
    private Member _second = null!;

    public async Task InitializeAsync() => (_first, _second) = (await Member.StartAsync(), await Member.StartAsync());

    public async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _first.Server.DisposeAsync();
        await _second.Server.DisposeAsync();
    }

    [Fact]
    public async Task The_preferred_facilitator_verifies_and_settles()
    {
        var pool = Pool();

        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        Assert.IsType<SettleOutcome.Settled>(await pool.SettleAsync(Payment(1), X402Vectors.Offer));

        Assert.Equal((1, 1, 0, 0), (_first.Verifies, _first.Settles, _second.Verifies, _second.Settles));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(302)]
    [InlineData(0)]
    public async Task S37_Verification_moves_on_and_whoever_verified_settles(int status)
    {
        var pool = Pool();
        _first.Verify = () => (status, "{}");

        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        _first.Verify = Member.Valid;
        Assert.IsType<SettleOutcome.Settled>(await pool.SettleAsync(Payment(1), X402Vectors.Offer));

        Assert.Equal((0, 1), (_first.Settles, _second.Settles));
    }

    [Fact]
    public async Task S26_A_refusal_is_a_verdict_and_nobody_else_is_asked()
    {
        var pool = Pool();
        _first.Verify = () => (200, """{"isValid":false,"invalidReason":"invalid_exact_evm_insufficient_balance"}""");

        Assert.IsType<VerifyOutcome.Invalid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));

        Assert.Equal(0, _second.Verifies);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(307)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task S35_A_payment_that_may_have_been_sent_is_never_sent_to_another(int status)
    {
        var pool = Pool();
        _first.Settle = () => (status, "{}");
        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        Assert.IsType<SettleOutcome.Unknown>(await pool.SettleAsync(Payment(1), X402Vectors.Offer));

        // Written otherwise it is the same payment: key order, letter case and spare members are not signed.
        var rewritten = Payment(1, json =>
        {
            json["spare"] = 1;
            json["payload"]!["authorization"]!["from"] = Payer.ToLowerInvariant();
        });
        _first.Verify = () => (503, "");
        Assert.IsType<VerifyOutcome.Unavailable>(await pool.VerifyAsync(rewritten, X402Vectors.Offer));
        Assert.IsType<SettleOutcome.Unknown>(await pool.SettleAsync(rewritten, X402Vectors.Offer));
        _time.Advance(TimeSpan.FromMinutes(1));
        _first.Settle = Member.Settled;
        Assert.IsType<SettleOutcome.Settled>(await pool.SettleAsync(Payment(1), X402Vectors.Offer));

        Assert.Equal((3, 0, 0), (_first.Settles, _second.Settles, _second.Verifies));
    }

    [Fact]
    public async Task S35_What_certainly_never_arrived_may_go_to_another_once_it_is_verified_there()
    {
        var pool = Pool();
        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        await _first.Server.DisposeAsync();

        Assert.IsType<SettleOutcome.Unavailable>(await pool.SettleAsync(Payment(1), X402Vectors.Offer));
        Assert.Equal(0, _second.Settles);
        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        Assert.IsType<SettleOutcome.Settled>(await pool.SettleAsync(Payment(1), X402Vectors.Offer));

        Assert.Equal(1, _second.Settles);
    }

    [Fact]
    public async Task A_payment_being_settled_is_not_moved_by_a_verification_meanwhile()
    {
        var pool = Pool();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        _first.BeforeSettle = release.Task;
        var settlement = pool.SettleAsync(Payment(1), X402Vectors.Offer);
        _first.Verify = () => (500, "");

        Assert.IsType<VerifyOutcome.Unavailable>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        release.SetResult();
        Assert.IsType<SettleOutcome.Settled>(await settlement);

        Assert.Equal(0, _second.Verifies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_restart_a_payment_goes_to_the_preferred_facilitator_however_it_is(bool isDown)
    {
        Assert.IsType<SettleOutcome.Settled>(await Pool().SettleAsync(Payment(1), X402Vectors.Offer));
        _first.Settle = () => (500, "");
        if (isDown)
            await _first.Server.DisposeAsync();
        var pool = Pool();

        var outcome = await pool.SettleAsync(Payment(1), X402Vectors.Offer);

        Assert.IsType(isDown ? typeof(SettleOutcome.Unavailable) : typeof(SettleOutcome.Unknown), outcome);
        Assert.Equal(0, _second.Settles);
    }

    [Fact]
    public async Task S13_Facilitators_that_do_not_settle_such_offers_are_passed_over()
    {
        _first.Supported = """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:1"},{"x402Version":2,"scheme":"other","network":"eip155:84532"}]}""";
        var pool = Pool();
        var supported = await pool.GetSupportedAsync();

        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        Assert.IsType<SettleOutcome.Settled>(await pool.SettleAsync(Payment(2), X402Vectors.Offer));
        var foreign = X402Vectors.Offer with { Network = "eip155:5" };
        Assert.IsType<VerifyOutcome.Unavailable>(await pool.VerifyAsync(Payment(3), foreign));
        Assert.IsType<SettleOutcome.Unavailable>(await pool.SettleAsync(Payment(3), foreign));

        Assert.Equal(3, supported!.Kinds.Count);
        Assert.Equal((0, 0, 1, 1), (_first.Verifies, _first.Settles, _second.Verifies, _second.Settles));
    }

    [Fact]
    public async Task Failures_in_a_row_leave_a_facilitator_alone_until_one_trial_succeeds()
    {
        var pool = Pool();
        _first.Verify = () => (500, "");
        for (var i = 1; i <= 6; i++)
            Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(i), X402Vectors.Offer));
        Assert.Equal(3, _first.Verifies);

        _time.Advance(TimeSpan.FromSeconds(11));
        for (var i = 7; i <= 9; i++)
            Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(i), X402Vectors.Offer));
        Assert.Equal(4, _first.Verifies);

        _first.Verify = Member.Valid;
        _time.Advance(TimeSpan.FromSeconds(11));
        for (var i = 10; i <= 12; i++)
            Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(i), X402Vectors.Offer));
        Assert.Equal(7, _first.Verifies);
    }

    [Fact]
    public async Task A_buyer_who_hangs_up_says_nothing_about_the_facilitator_on_trial()
    {
        var pool = new FacilitatorPool([Client(_first)], new FacilitatorPoolOptions { FailuresBeforeBreak = 1 }, _time);
        _first.Verify = () => (500, "");
        Assert.IsType<VerifyOutcome.Unavailable>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        _time.Advance(TimeSpan.FromSeconds(11));
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.BeforeVerify = hanging.Task;
        using var hangUp = new CancellationTokenSource();
        var trial = pool.VerifyAsync(Payment(2), X402Vectors.Offer, hangUp.Token);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trial);
        hanging.SetResult();

        // The next one is the trial again, and only that one.
        var trials = _first.Verifies;
        Assert.IsType<VerifyOutcome.Unavailable>(await pool.VerifyAsync(Payment(3), X402Vectors.Offer));
        Assert.IsType<VerifyOutcome.Unavailable>(await pool.VerifyAsync(Payment(4), X402Vectors.Offer));
        Assert.InRange(_first.Verifies, 2, trials + 2);
        Assert.Equal(1, _first.VerifiesOf(3));
        Assert.Equal(0, _first.VerifiesOf(4));
    }

    [Fact]
    public async Task S37_Who_asks_to_be_left_alone_is_left_alone_so_long()
    {
        var pool = Pool();
        _first.Verify = () => (429, "");
        _first.RetryAfter = "30";
        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));
        _first.Verify = Member.Valid;

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(2), X402Vectors.Offer));
        Assert.Equal(1, _first.Verifies);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<VerifyOutcome.Valid>(await pool.VerifyAsync(Payment(3), X402Vectors.Offer));
        Assert.Equal(2, _first.Verifies);
    }

    [Fact]
    public async Task When_all_are_left_alone_the_shortest_wait_is_told()
    {
        var pool = Pool();
        (_first.Verify, _first.RetryAfter) = (() => (429, ""), "30");
        (_second.Verify, _second.RetryAfter) = (() => (503, ""), "7");
        await pool.VerifyAsync(Payment(1), X402Vectors.Offer);

        var outcome = Assert.IsType<VerifyOutcome.Unavailable>(await pool.VerifyAsync(Payment(1), X402Vectors.Offer));

        Assert.InRange(outcome.RetryAfter!.Value.TotalSeconds, 1, 7);
        Assert.Equal((1, 1), (_first.Verifies, _second.Verifies));
    }

    [Fact]
    public async Task Watching_finds_who_is_gone_and_who_came_back_before_a_buyer_does()
    {
        var pool = new FacilitatorPool(
            [Client(_first), Client(_second)],
            new FacilitatorPoolOptions { WatchInterval = TimeSpan.FromMilliseconds(20), FailuresBeforeBreak = 1, BreakDuration = TimeSpan.FromMilliseconds(50) });
        var settles = _first.Supported;
        _first.Supported = "gone";
        using var stop = new CancellationTokenSource();
        var watch = pool.WatchAsync(stop.Token);
        await EventuallyAsync(async n => await pool.VerifyAsync(Payment(n), X402Vectors.Offer) is VerifyOutcome.Valid && _first.VerifiesOf(n) == 0);

        _first.Supported = settles;
        await EventuallyAsync(async n => await pool.VerifyAsync(Payment(n), X402Vectors.Offer) is VerifyOutcome.Valid && _first.VerifiesOf(n) == 1);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
    }

    [Fact]
    public async Task Settlements_of_unknown_outcome_are_not_forgotten_for_new_ones()
    {
        var pool = new FacilitatorPool([Client(_first), Client(_second)], new FacilitatorPoolOptions { MaxRemembered = 2, FailuresBeforeBreak = 100 }, _time);
        for (var i = 1; i <= 5; i++)
        {
            await pool.VerifyAsync(Payment(i), X402Vectors.Offer);
            Assert.IsType<SettleOutcome.Settled>(await pool.SettleAsync(Payment(i), X402Vectors.Offer));
        }

        _first.Settle = () => (500, "");
        Assert.IsType<SettleOutcome.Unknown>(await pool.SettleAsync(Payment(6), X402Vectors.Offer));
        Assert.IsType<SettleOutcome.Unknown>(await pool.SettleAsync(Payment(7), X402Vectors.Offer));
        Assert.IsType<SettleOutcome.Unavailable>(await pool.SettleAsync(Payment(8), X402Vectors.Offer));
        Assert.IsType<SettleOutcome.Unknown>(await pool.SettleAsync(Payment(6), X402Vectors.Offer));

        _time.Advance(TimeSpan.FromHours(25));
        _first.Settle = Member.Settled;
        Assert.IsType<SettleOutcome.Settled>(await pool.SettleAsync(Payment(8), X402Vectors.Offer));
        Assert.Equal(0, _second.Settles);
    }

    /// <summary>The golden payment with a nonce of its own.</summary>
    private static PaymentPayload Payment(int nonce, Action<JsonObject>? change = null) => X402Vectors.Payment(json =>
    {
        X402Vectors.Authorization("nonce", NonceOf(nonce))(json);
        change?.Invoke(json);
    });

    private static string NonceOf(int number) => $"0x{number:x64}";

    private static async Task EventuallyAsync(Func<int, Task<bool>> holds)
    {
        for (var n = 1000; !await holds(n); n++)
        {
            Assert.True(n < 1500, "It never came.");
            await Task.Delay(20);
        }
    }

    private FacilitatorPool Pool() => new([Client(_first), Client(_second)], timeProvider: _time);

    private HttpFacilitator Client(Member member)
    {
        var client = new HttpFacilitator(member.Url, new HttpFacilitatorOptions { SettleTimeout = TimeSpan.FromSeconds(1) });
        _clients.Add(client);
        return client;
    }

    /// <summary>A facilitator of a pool; status 0 resets the connection and -1 never answers.</summary>
    private sealed class Member
    {
        public HostileFacilitator Server { get; private set; } = null!;

        public Uri Url { get; private set; } = null!;

        public Func<(int Status, string Body)> Verify { get; set; } = Valid;

        public Func<(int Status, string Body)> Settle { get; set; } = Settled;

        public string Supported { get; set; } = """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}]}""";

        public string? RetryAfter { get; set; }

        public Task BeforeVerify { get; set; } = Task.CompletedTask;

        public Task BeforeSettle { get; set; } = Task.CompletedTask;

        public int Verifies => Server.Requests.Count(request => request.Path == "/verify");

        public int Settles => Server.Requests.Count(request => request.Path == "/settle");

        public static (int Status, string Body) Valid() => (200, """{"isValid":true}""");

        public static (int Status, string Body) Settled() => (200, $$"""{"success":true,"transaction":"{{Hash}}","network":"eip155:84532","payer":"{{Payer}}"}""");

        public static async Task<Member> StartAsync()
        {
            var member = new Member();
            member.Server = await HostileFacilitator.StartAsync((context, _) => member.AnswerAsync(context));
            member.Url = member.Server.Url;
            return member;
        }

        public int VerifiesOf(int nonce) =>
            Server.Requests.Count(request => request.Path == "/verify" && System.Text.Encoding.UTF8.GetString(request.Body).Contains(NonceOf(nonce), StringComparison.Ordinal));

        private async Task AnswerAsync(HttpContext context)
        {
            if (context.Request.Path == "/supported")
            {
                await HostileFacilitator.AnswerAsync(context, 200, Supported);
                return;
            }

            var isVerify = context.Request.Path == "/verify";
            var (status, body) = isVerify ? Verify() : Settle();
            await (isVerify ? BeforeVerify : BeforeSettle).WaitAsync(context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            if (status == 0)
                context.Abort();
            else if (status < 0)
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            else
                await HostileFacilitator.AnswerAsync(context, status, body, RetryAfter is { } wait ? [("Retry-After", wait)] : []);
        }
    }
}
