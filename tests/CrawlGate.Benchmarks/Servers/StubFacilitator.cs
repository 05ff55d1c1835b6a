using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>Believes everything and moves no money. Only for measuring what the gate itself costs.</summary>
internal sealed class StubFacilitator : IFacilitator, IFacilitatorProbe
{
    private static readonly Task<VerifyOutcome> Valid = Task.FromResult<VerifyOutcome>(new VerifyOutcome.Valid(new VerifyResponse { IsValid = true }));

    private static readonly Task<SettleOutcome> Settled = Task.FromResult<SettleOutcome>(new SettleOutcome.Settled(new SettleResponse
    {
        Success = true,
        Transaction = "0x" + new string('a', 64),
        Network = "eip155:84532",
    }));

    public Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default) => Valid;

    public Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default) => Settled;

    public Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default) => Task.FromResult<SupportedResponse?>(null);

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken = default) => Task.FromResult<ProbeResult>(new ProbeResult.Ready("nothing is settled"));
}
