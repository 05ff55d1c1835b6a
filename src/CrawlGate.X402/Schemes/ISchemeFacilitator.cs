namespace CrawlGate.X402;

/// <summary>One scheme on one network, as a part of a facilitator.</summary>
public interface ISchemeFacilitator
{
    /// <summary>The scheme's name on the wire.</summary>
    string Scheme { get; }

    /// <summary>The network it settles on.</summary>
    CaipNetwork Network { get; }

    /// <summary>What it settles, in each protocol version it reads.</summary>
    IReadOnlyList<SupportedKind> Kinds { get; }

    /// <summary>The accounts it settles from.</summary>
    IReadOnlyList<string> Signers { get; }

    /// <summary>As <see cref="IFacilitator.VerifyAsync"/>, for requirements of this scheme and network.</summary>
    Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IFacilitator.SettleAsync"/>, for requirements of this scheme and network.</summary>
    Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IFacilitator.SettleManyAsync"/>, for requirements of this scheme and network.</summary>
    Task<IReadOnlyList<SettleOutcome>> SettleManyAsync(IReadOnlyList<FacilitatorRequest> requests, CancellationToken cancellationToken = default) =>
        SettleEach.RunAsync(requests, SettleAsync, cancellationToken);
}
