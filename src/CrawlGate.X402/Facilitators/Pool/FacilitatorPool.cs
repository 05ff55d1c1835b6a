using System.Runtime.CompilerServices;

namespace CrawlGate.X402;

/// <summary>
/// Several facilitators in order of preference. One that cannot verify is passed over; a payment is settled by the facilitator
/// that verified it and by no other, because a second one could settle what the first is still settling.
/// </summary>
public sealed class FacilitatorPool(IReadOnlyList<IFacilitator> members) : IFacilitator
{
    private readonly ConditionalWeakTable<PaymentPayload, IFacilitator> _verifiedBy = [];

    /// <inheritdoc/>
    public async Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        VerifyOutcome last = new VerifyOutcome.Unavailable("No facilitator is configured.");
        foreach (var member in members)
        {
            last = await member.VerifyAsync(payment, requirements, cancellationToken);
            if (last is VerifyOutcome.Unavailable)
                continue;

            _verifiedBy.AddOrUpdate(payment, member);
            return last;
        }

        return last;
    }

    /// <inheritdoc/>
    public Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default) =>
        _verifiedBy.TryGetValue(payment, out var member)
            ? member.SettleAsync(payment, requirements, cancellationToken)
            : Task.FromResult<SettleOutcome>(new SettleOutcome.Unavailable("No facilitator has verified this payment."));

    /// <summary>What any of them supports.</summary>
    public async Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default)
    {
        var answers = await Task.WhenAll(members.Select(member => member.GetSupportedAsync(cancellationToken)));
        var readable = answers.OfType<SupportedResponse>().ToArray();
        return readable.Length == 0 ? null : new SupportedResponse { Kinds = [.. readable.SelectMany(answer => answer.Kinds)] };
    }
}
