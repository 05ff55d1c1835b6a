using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.Tests;
using CrawlGate.X402;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.IntegrationTests;

/// <summary>Gateways that share a ledger, and gateways whose predecessor died.</summary>
[Collection(ChainCollection.Name)]
public sealed class SharedLedgerTests(ChainFixture fixture) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-test-").FullName;
    private readonly List<IAsyncDisposable> _running = [];
    private TestOrigin _origin = null!;

    public async Task InitializeAsync() => _origin = await TestOrigin.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var gateway in _running)
            await gateway.DisposeAsync();
        await _origin.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task S31_Fifty_copies_over_two_gateways_with_one_ledger_buy_one_page()
    {
        var settings = await SettingsAsync();
        var (first, second) = (await StartAsync(settings), await StartAsync(settings));
        var payer = await Payer.CreateAsync(fixture.Chain);
        var header = Payer.Encode(payer.Pay(await first.QuoteAsync()));

        _origin.Hold();
        var served = first.PayAsync("slow?s31", header);
        await _origin.HeldRequest;
        var copies = await Task.WhenAll(Enumerable.Range(0, 49).Select(i => (i % 2 == 0 ? first : second).PayAsync("slow?s31", header)));
        _origin.Release();

        Assert.Equal(200, (await served).Status);
        Assert.All(copies, copy => Assert.True(copy.Status == 409 && !copy.Leaks));
        Assert.Equal(1, _origin.CountOf("/slow"));
        Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));
        Assert.Equal(200, (await second.PayAsync("slow?s31", header)).Status);
        Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S32_After_a_restart_the_same_payment_gets_its_page_and_the_same_receipt()
    {
        var settings = await SettingsAsync();
        var payer = await Payer.CreateAsync(fixture.Chain);
        var before = await StartAsync(settings);
        var header = Payer.Encode(payer.Pay(await before.QuoteAsync()));
        var first = await before.PayAsync("paid/s32", header);
        await StopAsync(before);

        var again = await (await StartAsync(settings)).PayAsync("paid/s32", header);
        Assert.Equal(200, again.Status);
        Assert.Equal((string)first.Receipt!["transaction"]!, (string)again.Receipt!["transaction"]!);
        Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S40_A_settlement_of_a_process_that_died_is_found_out_from_the_chain(bool hasPaid)
    {
        var settings = await SettingsAsync();
        var payer = await Payer.CreateAsync(fixture.Chain);
        var quoting = await StartAsync(settings);
        var payment = payer.Pay(await quoting.QuoteAsync());
        await StopAsync(quoting);
        await LeaveBehindAsync(payment, "GET https://tidepool.example/paid/s40");
        if (hasPaid)
            await fixture.Chain.SubmitAsync(payer, payment);

        var gateway = await StartAsync(settings);
        if (hasPaid)
        {
            // Nobody has to come back for it.
            var entry = await EventuallyAsync(gateway, held => held.State == LedgerState.Settled);
            Assert.NotEmpty(entry.Result!.Transaction);
        }

        Assert.Equal(402, (await gateway.PayAsync("paid/s40-other", payment)).Status);
        var answer = await gateway.PayAsync("paid/s40", payment);
        Assert.Equal(200, answer.Status);
        Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));
        Assert.Equal(LedgerState.Settled, (await EventuallyAsync(gateway, held => held.State == LedgerState.Settled)).State);
    }

    [Fact]
    public async Task A_page_that_was_served_by_a_process_that_died_is_settled_by_the_next()
    {
        var settings = await SettingsAsync();
        settings["Flow"] = "deferred";
        settings["Deferred"] = new JsonObject { ["SettleAfterSeconds"] = 60 };
        var payer = await Payer.CreateAsync(fixture.Chain);
        var first = await StartAsync(settings);
        Assert.Equal(200, (await first.PayAsync("paid/deferred", payer.Pay(await first.QuoteAsync()))).Status);
        await StopAsync(first);
        Assert.Equal(0, await fixture.Chain.CountPaymentsAsync(payer));

        // The next one's clock is a minute ahead, which makes the payment due.
        var time = new ShiftedTime();
        time.Pass(TimeSpan.FromSeconds(61));
        var next = await StartAsync(settings, services => services.AddSingleton<TimeProvider>(time));
        await EventuallyAsync(next, held => held.State == LedgerState.Settled);
        Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));
    }

    private async Task<JsonObject> SettingsAsync()
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, _origin.Url);
        settings["Store"] = "sqlite:" + Path.Combine(_folder, "shared.db");
        return settings;
    }

    private async Task<TestGateway> StartAsync(JsonObject settings, Action<IServiceCollection>? services = null)
    {
        var gateway = await TestGateway.StartAsync(settings, configure: builder => services?.Invoke(builder.Services));
        _running.Add(gateway);
        return gateway;
    }

    private async Task StopAsync(TestGateway gateway)
    {
        _running.Remove(gateway);
        await gateway.DisposeAsync();
    }

    /// <summary>What a process leaves in the ledger that is killed between writing down that it settles and learning how that ended.</summary>
    private async Task LeaveBehindAsync(JsonObject payment, string resource)
    {
        Assert.True(PaymentPayload.TryRead(JsonElement.Parse(payment.ToJsonString()), out var read, out _));
        var offer = new ExactEvmScheme();
        var requirements = JsonSerializer.Deserialize(payment["accepted"]!.ToJsonString(), X402JsonContext.Default.PaymentRequirements)!;
        var check = offer.Check(read!, requirements, TimeProvider.System.GetUtcNow());
        var died = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await using var store = new SqliteStore(Path.Combine(_folder, "shared.db"), new FixedTime(died.ToUnixTimeSeconds()), new LedgerSettings());
        var ledger = new SqlitePaymentLedger(store);
        await ledger.OpenAsync();
        var claim = new PaymentClaim
        {
            Key = check.Key,
            Fingerprint = check.Fingerprint,
            Resource = resource,
            PayTo = Address.Parse(requirements.PayTo),
            Amount = UInt256.Parse(requirements.Amount),
            ValidBefore = check.ValidBefore,
        };
        var entry = Assert.IsType<ClaimOutcome.Claimed>(await ledger.ClaimAsync(claim)).Entry;
        var body = FacilitatorRequest.Write(read!, requirements, new ResourceInfo { Url = "https://tidepool.example/" });
        Assert.NotNull(await ledger.MoveAsync(entry, new LedgerMove(LedgerState.Settling) { Request = body }));
    }

    private static async Task<LedgerEntry> EventuallyAsync(TestGateway gateway, Func<LedgerEntry, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            await foreach (var entry in gateway.Services.GetRequiredService<IPaymentLedger>().ReadAsync(new LedgerFilter(), limit.Token))
            {
                if (isSo(entry))
                    return entry;
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
