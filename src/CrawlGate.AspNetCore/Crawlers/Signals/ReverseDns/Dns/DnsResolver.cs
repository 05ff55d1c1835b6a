using System.Net;
using System.Net.Sockets;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A stub resolver: asks recursive servers, one after another, until one tells. Unlike <see cref="Dns"/> it can be pointed at a
/// server, keeps to a time limit, and knows "no" from "no answer", which decides between a refuted crawler and an unproven one.
/// </summary>
/// <param name="servers">The servers in order of preference, looked up for each question.</param>
/// <param name="timeout">How long one try may take over UDP, and over TCP if it comes to that.</param>
/// <param name="tries">How often a question is sent at least; each server is asked at least once.</param>
/// <param name="time">The clock of the time limits.</param>
internal sealed class DnsResolver(Func<IReadOnlyList<IPEndPoint>> servers, TimeSpan timeout, int tries, TimeProvider time)
{
    /// <summary>Asks for the records of a name; never throws for what a name holds or a server does.</summary>
    public async Task<DnsOutcome> AskAsync(string name, DnsRecordType type)
    {
        var inOrder = servers();
        DnsOutcome outcome = new DnsOutcome.Failed(DnsFailure.NoServer);
        for (var i = 0; i < Math.Max(tries, inOrder.Count) && inOrder.Count > 0; i++)
        {
            // A new id for each try, so that a late answer to the last one is nobody's.
            if (!DnsQuery.TryCreate(name, type, out var query))
                return new DnsOutcome.NoSuchName(TimeSpan.Zero);

            var server = inOrder[i % inOrder.Count];
            outcome = await LimitAsync(server, query, DnsExchange.AskUdpAsync)
                ?? await LimitAsync(server, query, DnsExchange.AskTcpAsync)
                ?? new DnsOutcome.Failed(DnsFailure.Malformed);
            if (outcome is not DnsOutcome.Failed)
                break;
        }

        return outcome;
    }

    private async Task<DnsOutcome?> LimitAsync(IPEndPoint server, DnsQuery query, Func<IPEndPoint, DnsQuery, CancellationToken, Task<DnsOutcome?>> ask)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            return await ask(server, query, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return new DnsOutcome.Failed(DnsFailure.TimedOut);
        }
        catch (SocketException)
        {
            return new DnsOutcome.Failed(DnsFailure.Unreachable);
        }
    }
}
