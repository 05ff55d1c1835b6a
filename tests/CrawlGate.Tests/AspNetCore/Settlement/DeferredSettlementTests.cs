using System.Net;
using System.Security.Cryptography;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The worker that settles what was served before.</summary>
public sealed class DeferredSettlementTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stored_payment_that_cannot_be_read_is_shown_as_unknown_and_does_not_stop_the_others(bool hasOthers)
    {
        var ledger = new MemoryPaymentLedger(TimeProvider.System, new LedgerSettings());
        await using var site = await GateHost.StartAsync(
            app => app.MapGet("/{page}", () => Results.Text(GateHost.Protected)).RequirePayment(),
            options =>
            {
                options.Flow = "deferred";
                options.Store = "sqlite:unused, since the tests bring their ledger";
                options.Deferred.SettleAfterSeconds = 1;
            },
            services =>
            {
                services.AddSingleton<IPaymentLedger>(ledger);
                services.AddSingleton<ISettlementJournal, MemorySettlementJournal>();
            });
        await QueueAsync(ledger, "{ damaged"u8.ToArray());
        if (hasOthers)
        {
            using var served = await site.GetAsync("/a", await GateHost.SignAsync());
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
            await ledger.EventuallyAsync(entry => entry.State == LedgerState.Settled);
        }

        var unreadable = await ledger.EventuallyAsync(entry => entry.State == LedgerState.Unknown);
        Assert.Equal(SettlementDesk.Unreadable, unreadable.Detail);
        Assert.Equal(hasOthers ? 1 : 0, site.Facilitator.Settlements);

        // The reconciler can do no more about it, and does not send it round in circles.
        var looked = await ledger.EventuallyAsync(entry => entry.State == LedgerState.Unknown && entry.Version > unreadable.Version);
        Assert.Equal((SettlementDesk.Unreadable, unreadable.Attempts), (looked.Detail, looked.Attempts));
    }

    [Fact]
    public async Task The_worker_goes_on_at_once_when_one_of_four_batches_ends()
    {
        // No timer of this clock ever ends, so whoever sleeps sleeps for good.
        var time = new StoppedTime();
        var settings = new LedgerSettings();
        var ledger = new MemoryPaymentLedger(TimeProvider.System, settings);
        var body = await BodyAsync();
        for (var i = 0; i < 5 * DeferredSettlement.BatchSize; i++)
            await QueueAsync(ledger, body);
        var facilitator = new HeldFacilitator();
        var chores = new LedgerChores(NullLogger<LedgerChores>.Instance);
        var desk = new SettlementDesk(facilitator, new ScriptedWitness(), ledger, chores, settings, time, NullLogger<SettlementDesk>.Instance);
        using var worker = new DeferredSettlement(ledger, facilitator, desk, time, NullLogger<DeferredSettlement>.Instance);
        await worker.StartAsync(CancellationToken.None);
        await facilitator.UntilAsync(4);
        Assert.Equal(1 * DeferredSettlement.BatchSize, (await ledger.EntriesAsync()).Count(entry => entry.State == LedgerState.Queued));

        facilitator.EndOne();
        await facilitator.UntilAsync(5);

        for (var batch = 0; batch < 4; batch++)
            facilitator.EndOne();
        await worker.StopAsync(CancellationToken.None);
        Assert.All(await ledger.EntriesAsync(), entry => Assert.Equal(LedgerState.Settled, entry.State));
    }

    private static async Task QueueAsync(IPaymentLedger ledger, byte[] body)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claimed = Assert.IsType<ClaimOutcome.Claimed>(await ledger.ClaimAsync(new PaymentClaim
        {
            Key = new AuthorizationKey(84532, Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"), Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), new Bytes32(RandomNumberGenerator.GetBytes(32))),
            Fingerprint = new Bytes32(RandomNumberGenerator.GetBytes(32)),
            Resource = "GET https://site.example/damaged",
            PayTo = Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
            Amount = 1000,
            ValidBefore = now.AddMinutes(5),
        }));
        Assert.IsType<DeferOutcome.Deferred>(await ledger.DeferAsync(claimed.Entry, body, 1000, new ExposureLimits(long.MaxValue, long.MaxValue), now));
    }

    private static async Task<byte[]> BodyAsync()
    {
        Assert.True(PaymentHeader.TryDecodePayment(await GateHost.SignAsync(), out var payment, out _));
        Assert.True(PaymentHeader.TryDecodeJson(await GateHost.SignAsync(), out var json, out _));
        var offer = System.Text.Json.JsonSerializer.Deserialize(json.GetProperty("accepted").GetRawText(), X402JsonContext.Default.PaymentRequirements)!;
        return FacilitatorRequest.Write(payment!, offer, new ResourceInfo { Url = "https://site.example/a" });
    }

    /// <summary>A clock that stands still; its timers never end.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    /// <summary>Holds every batch until it is told to end one.</summary>
    private sealed class HeldFacilitator : IFacilitator
    {
        private readonly SemaphoreSlim _begun = new(0);
        private readonly SemaphoreSlim _end = new(0);
        private int _awaited;

        public void EndOne() => _end.Release();

        /// <summary>Waits until so many batches have arrived.</summary>
        public async Task UntilAsync(int batches)
        {
            for (; _awaited < batches; _awaited++)
                Assert.True(await _begun.WaitAsync(TimeSpan.FromSeconds(30)), $"Batch {_awaited + 1} never began.");
        }

        public async Task<IReadOnlyList<SettleOutcome>> SettleManyAsync(IReadOnlyList<FacilitatorRequest> requests, CancellationToken cancellationToken = default)
        {
            _begun.Release();
            await _end.WaitAsync(cancellationToken);
            return [.. requests.Select(_ => new SettleOutcome.Settled(new SettleResponse { Success = true, Transaction = "0x" + new string('a', 64), Network = "eip155:84532" }))];
        }

        public Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
