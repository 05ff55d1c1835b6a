using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Cli;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>Nodes that stop answering in the middle of an audit.</summary>
public sealed class SilentNodeTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly LedgerStand _stand = new();

    public void Dispose() => _stand.Dispose();

    [Fact]
    public async Task A_moment_without_an_answer_is_waited_out()
    {
        var node = new Node(silences: 1);

        var report = await AuditAsync(node, payments: 1);

        Assert.Equal((1, 0), (report.Differ, report.Unreachable));
        Assert.Equal("transaction-not-found", Assert.Single(report.Differences).Kind);
    }

    [Fact]
    public async Task A_node_that_stays_silent_is_not_asked_about_everything()
    {
        var node = new Node(silences: int.MaxValue);

        var report = await AuditAsync(node, payments: 200);

        Assert.Equal((0, 200), (report.Checked, report.Unreachable));
        Assert.Equal("no answer", report.UnreachableBecause);
        Assert.Empty(report.Sums);
        Assert.InRange(node.Asked, 1, 60);
    }

    private async Task<AuditReport> AuditAsync(Node node, byte payments)
    {
        for (byte i = 1; i <= payments; i++)
            await _stand.SettledAsync(LedgerStand.Key(i), LedgerStand.Hash(i));
        var entries = _stand.Ledger.ReadAsync(new AspNetCore.LedgerFilter());
        return await new LedgerAudit(new ChainWitness(node, TimeProvider.System, Pause), 84532, new AspNetCore.LedgerTokens(null)).RunAsync(entries, _ => { }, CancellationToken.None);
    }

    /// <summary>Knows no transaction and no used authorization, and fails to answer a number of times first.</summary>
    private sealed class Node(int silences) : IEthereumRpc
    {
        private int _asked;

        public int Asked => _asked;

        public Task<JsonElement> RequestAsync(string method, JsonArray parameters, CancellationToken cancellationToken = default) =>
            Interlocked.Increment(ref _asked) <= silences
                ? throw new EthereumRpcUnavailableException("no answer")
                : Task.FromResult(JsonElement.Parse(method == "eth_getTransactionReceipt" ? "null" : $"\"0x{new string('0', 64)}\""));
    }
}
