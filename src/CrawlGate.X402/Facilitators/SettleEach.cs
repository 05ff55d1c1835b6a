namespace CrawlGate.X402;

/// <summary>Settles payments one by one, a few at the same time.</summary>
internal static class SettleEach
{
    private const int MaxParallel = 8;

    /// <summary>Settles every request; the outcomes are in their order.</summary>
    public static async Task<IReadOnlyList<SettleOutcome>> RunAsync(
        IReadOnlyList<FacilitatorRequest> requests,
        Func<PaymentPayload, PaymentRequirements, CancellationToken, Task<SettleOutcome>> settle,
        CancellationToken cancellationToken)
    {
        var outcomes = new SettleOutcome[requests.Count];
        await RunAsync(requests.Count, async i => outcomes[i] = await settle(requests[i].Payment, requests[i].Requirements, cancellationToken));
        return outcomes;
    }

    /// <summary>Runs something for every number from zero on.</summary>
    public static async Task RunAsync(int count, Func<int, Task> run)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(count, MaxParallel)).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                await run(i);
        }));
    }
}
