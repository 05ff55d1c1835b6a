using System.Text.Json;

namespace CrawlGate.Ethereum;

/// <summary>
/// Asks every node for a receipt. A receipt moves money in our books, so one node's word is not enough while another one answers: where
/// one knows of no receipt there is none yet, and two that differ are no answer at all.
/// </summary>
internal static class ReceiptAgreement
{
    /// <param name="call">The request.</param>
    /// <param name="endpoints">All nodes.</param>
    /// <param name="wait">How long the others may take once there is a receipt.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task<JsonElement> AskAsync(
        EthereumRpcCall call, EthereumRpcEndpoint[] endpoints, TimeSpan wait, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        // Nobody's try is cancelled: a node that hangs shall open its circuit.
        var tries = endpoints.Select(async endpoint => (Endpoint: endpoint, Try: await endpoint.PostAsync(call, cancellationToken))).ToArray();
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        var failures = new EthereumRpcFailures(call);
        (TransactionReceipt Receipt, JsonElement Json)? first = null;
        try
        {
            await foreach (var finished in Task.WhenEach(tries).WithCancellation(limit.Token))
            {
                var (endpoint, attempt) = await finished;
                if (attempt.IsResult && attempt.Result.ValueKind == JsonValueKind.Null)
                    return attempt.Result;

                if (!attempt.IsResult || Read(attempt.Result) is not { } receipt)
                {
                    failures.Add(endpoint, attempt.IsResult ? EthereumRpcTry.Failed("the receipt is malformed", possiblyDelivered: true) : attempt);
                    continue;
                }

                if (first is null)
                    limit.CancelAfter(wait);
                else if (!first.Value.Receipt.SaysTheSameAs(receipt))
                    throw new EthereumRpcDisagreementException($"{call.Method}: nodes contradict each other ({string.Join(", ", endpoints.Select(each => each.Host))}).");

                first ??= (receipt, attempt.Result);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Those that answered decide.
        }

        return first?.Json ?? throw failures.ToException();
    }

    private static TransactionReceipt? Read(JsonElement result)
    {
        try
        {
            return RpcValue.Receipt(result, EthereumRpcCall.ReceiptMethod);
        }
        catch (EthereumRpcUnavailableException)
        {
            return null;
        }
    }
}
