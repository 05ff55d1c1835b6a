using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>
/// One read that does not wait for a slow node: the next one is asked too, as soon as nothing came in time or a try failed. The first
/// answer wins and the others are cancelled.
/// </summary>
internal sealed class HedgedRead(EthereumRpcCall call, EthereumRpcEndpoint[] endpoints, TimeSpan hedgeAfter, TimeProvider timeProvider)
{
    private readonly EthereumRpcFailures _failures = new(call);
    private readonly List<(EthereumRpcEndpoint Endpoint, Task<EthereumRpcTry> Try)> _running = new(endpoints.Length);
    private int _next;

    public async Task<JsonElement> RunAsync(CancellationToken cancellationToken)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            AskNext(losers.Token);
            while (_running.Count > 0)
            {
                var index = await WaitAsync(losers.Token).WaitAsync(cancellationToken);
                if (index < 0)
                {
                    AskNext(losers.Token);
                    continue;
                }

                var (endpoint, task) = _running[index];
                var attempt = await task;
                _running.RemoveAt(index);
                if (attempt.Failure is null)
                {
                    // Whoever was asked before and is still silent.
                    for (var i = 0; i < index; i++)
                        _running[i].Endpoint.FellBehind();
                    if (attempt.IsResult)
                        return attempt.Result;
                    _failures.Add(endpoint, attempt);
                    break;
                }

                _failures.Add(endpoint, attempt);
                AskNext(losers.Token);
            }
        }
        finally
        {
            await losers.CancelAsync();
        }

        throw _failures.ToException();
    }

    private void AskNext(CancellationToken losers)
    {
        if (_next == endpoints.Length)
            return;

        // A trial of a node that was left alone is not cut short: the circuit would take that for a success.
        var endpoint = endpoints[_next++];
        _running.Add((endpoint, endpoint.PostAsync(call, endpoint.IsOnTrial ? CancellationToken.None : losers)));
    }

    /// <summary>Which try is over; -1 when it is time to ask somebody else.</summary>
    private async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        if (_next == endpoints.Length && _running.Count == 1)
            await Task.WhenAny(_running[0].Try);
        else if (_next == endpoints.Length)
            await Task.WhenAny(_running.Select(running => running.Try));
        else if (!_running.Exists(static running => running.Try.IsCompleted))
            await Task.WhenAny([Task.Delay(hedgeAfter, timeProvider, cancellationToken), .. _running.Select(running => running.Try)]);

        return _running.FindIndex(static running => running.Try.IsCompleted);
    }
}
