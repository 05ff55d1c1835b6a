namespace CrawlGate.X402;

/// <summary>A facilitator in this process: each scheme on each network is a part of its own.</summary>
public sealed class LocalFacilitator : IFacilitator
{
    private readonly Dictionary<(string Scheme, string Network), ISchemeFacilitator> _parts;
    private readonly SupportedResponse _supported;

    /// <summary>Puts the parts together.</summary>
    /// <exception cref="ArgumentException">Two parts have the same scheme and network.</exception>
    public LocalFacilitator(params IReadOnlyList<ISchemeFacilitator> parts)
    {
        _parts = parts.ToDictionary(part => (part.Scheme, part.Network.ToString()));
        _supported = new SupportedResponse
        {
            Kinds = [.. parts.SelectMany(part => part.Kinds)],
            Extensions = [],
            Signers = parts
                .GroupBy(part => part.Network.Namespace + ":*")
                .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.SelectMany(part => part.Signers).Distinct()]),
        };
    }

    /// <inheritdoc/>
    public Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default) =>
        Find(requirements) is { } part
            ? part.VerifyAsync(payment, requirements, cancellationToken)
            : Task.FromResult<VerifyOutcome>(new VerifyOutcome.Invalid(VerifyResponse.Invalid(WhyUnsupported(requirements))));

    /// <inheritdoc/>
    public Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default) =>
        Find(requirements) is { } part
            ? part.SettleAsync(payment, requirements, cancellationToken)
            : Task.FromResult<SettleOutcome>(Unsupported(requirements));

    /// <summary>Each part settles its own payments, together where it can.</summary>
    public async Task<IReadOnlyList<SettleOutcome>> SettleManyAsync(IReadOnlyList<FacilitatorRequest> requests, CancellationToken cancellationToken = default)
    {
        var outcomes = new SettleOutcome[requests.Count];
        await Task.WhenAll(Enumerable.Range(0, outcomes.Length).GroupBy(i => Find(requests[i].Requirements)).Select(async group =>
        {
            int[] own = [.. group];
            if (group.Key is null)
            {
                foreach (var i in own)
                    outcomes[i] = Unsupported(requests[i].Requirements);
                return;
            }

            var settled = await group.Key.SettleManyAsync([.. own.Select(i => requests[i])], cancellationToken);
            for (var i = 0; i < own.Length; i++)
                outcomes[own[i]] = settled[i];
        }));
        return outcomes;
    }

    /// <summary>Every part answers a repeated settlement with what its journal and the chain say of the first.</summary>
    public bool RemembersSettlements => true;

    /// <inheritdoc/>
    public Task<SupportedResponse?> GetSupportedAsync(CancellationToken cancellationToken = default) => Task.FromResult<SupportedResponse?>(_supported);

    private ISchemeFacilitator? Find(PaymentRequirements requirements) => _parts.GetValueOrDefault((requirements.Scheme, requirements.Network));

    private SettleOutcome.Rejected Unsupported(PaymentRequirements requirements) =>
        new(SettleResponse.Failed(WhyUnsupported(requirements), requirements.Network));

    private string WhyUnsupported(PaymentRequirements requirements) =>
        _parts.Keys.Any(key => key.Scheme == requirements.Scheme) ? X402Errors.InvalidNetwork : X402Errors.UnsupportedScheme;
}
