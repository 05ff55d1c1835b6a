using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Asks remote facilitators' <c>/supported</c> whether they settle every offer.</summary>
internal sealed class SupportedProbe(IFacilitator facilitator, CurrentGate current) : IFacilitatorProbe
{
    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken = default)
    {
        if (await facilitator.GetSupportedAsync(cancellationToken) is not { } supported)
            return new ProbeResult.NotYet("No facilitator answers /supported.");

        var missing = current.Snapshot.Terms
            .SelectMany(terms => terms.Offers)
            .FirstOrDefault(offer => !supported.Supports(offer.Scheme, CaipNetwork.Parse(offer.Network)));
        return missing is null
            ? new ProbeResult.Ready("remote facilitators settle all offers")
            : new ProbeResult.Wrong($"No facilitator settles '{missing.Scheme}' on {missing.Network}.");
    }
}
