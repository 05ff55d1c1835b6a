using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A payment that this process took up is brought to some end, or it answers 409 for as long as the process lives.</summary>
public sealed class StrandedPaymentTests
{
    private readonly ScriptedRpc _rpc = new();

    [Fact]
    public async Task A_buyer_who_hangs_up_while_the_chain_is_asked_does_not_strand_its_payment()
    {
        await using var site = await StartAsync(new ChainWitness(_rpc));
        var payment = await LoseAsync(site);
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        _rpc.Before = async cancellation =>
        {
            asked.TrySetResult();
            await answer.Task.WaitAsync(cancellation);
        };
        using var hangUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a");
        request.Headers.TryAddWithoutValidation(X402Headers.PaymentSignature, payment);
        var retry = site.Http.SendAsync(request, hangUp.Token);
        await asked.Task;
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => retry);
        await Task.Delay(100);
        answer.SetResult();

        await site.Ledger.EventuallyAsync(entry => entry.State != LedgerState.Settling);
        using var again = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_node_connection_that_throws_what_nobody_expected_does_not_strand_a_resumed_payment()
    {
        await using var site = await StartAsync(new ChainWitness(_rpc));
        var payment = await LoseAsync(site);
        _rpc.Before = _ => throw new TaskCanceledException("The client was disposed of.");

        using var again = await site.GetAsync("/a", payment);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(LedgerState.Settled, Assert.Single(await site.Ledger.EntriesAsync()).State);
    }

    [Fact]
    public async Task A_payment_whose_reconciliation_throws_strands_neither_itself_nor_the_others()
    {
        var witness = new ScriptedWitness();
        await using var site = await StartAsync(witness);
        var odd = AuthorizationOf(await LoseAsync(site));
        await LoseAsync(site);
        witness.Answer = entry => entry.Key.Nonce == odd
            ? throw new InvalidOperationException("odd")
            : Task.FromResult<Testimony?>(new Testimony(new AuthorizationFate.Paid(Bytes32.Parse("0x" + new string('b', 64))), false));

        await site.Ledger.EventuallyAsync(entry => entry.State == LedgerState.Settled && entry.Key.Nonce != odd);
        await site.Ledger.EventuallyAsync(entry => entry.State == LedgerState.Unknown && entry.Key.Nonce == odd && entry.Detail!.Contains(nameof(InvalidOperationException)));

        witness.Answer = null;
        witness.Testimony = new Testimony(new AuthorizationFate.Unused(), IsExpired: true);
        await site.Ledger.EventuallyAsync(entry => entry.State == LedgerState.Failed && entry.Key.Nonce == odd);
    }

    /// <summary>Presents a payment whose settlement then has no known outcome; the next one settles.</summary>
    private static async Task<string> LoseAsync(GateHost site)
    {
        var settle = site.Facilitator.Settle;
        site.Facilitator.Settle = () => new SettleOutcome.Unknown("timeout");
        var payment = await GateHost.SignAsync();
        using var lost = await site.GetAsync("/a", payment);
        Assert.Equal(HttpStatusCode.BadGateway, lost.StatusCode);
        site.Facilitator.Settle = settle;
        return payment;
    }

    private static Bytes32 AuthorizationOf(string payment) =>
        Bytes32.Parse((string)JsonNode.Parse(Convert.FromBase64String(payment))!["payload"]!["authorization"]!["nonce"]!);

    private static Task<GateHost> StartAsync(IAuthorizationWitness witness) => GateHost.StartAsync(
        app => app.MapGet("/{page}", () => Results.Text(GateHost.Protected)).RequirePayment(),
        services: services => services.AddSingleton(witness));

    /// <summary>A node that says that every authorization is unused, unless something is to happen before.</summary>
    private sealed class ScriptedRpc : IEthereumRpc
    {
        public Func<CancellationToken, Task>? Before { get; set; }

        public async Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default)
        {
            await (Before?.Invoke(cancellationToken) ?? Task.CompletedTask);
            return JsonElement.Parse(method == "eth_getBlockByNumber" ? """{"timestamp":"0x1"}""" : $"\"0x{new string('0', 64)}\"");
        }
    }
}
