using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Verifies and settles <c>exact</c> payments on one EVM chain, paying the gas from its own account.</summary>
public sealed class ExactEvmFacilitator : ISchemeFacilitator
{
    private readonly ExactEvmScheme _scheme;
    private readonly ExactEvmChain _chain;
    private readonly SettlementEngine _engine;
    private readonly TimeProvider _timeProvider;

    /// <summary>Settles on <paramref name="network"/>, whose chain both <paramref name="chain"/> and <paramref name="engine"/> must serve.</summary>
    /// <param name="network">An EVM network.</param>
    /// <param name="chain">Reads the chain.</param>
    /// <param name="engine">Sends the transfers. It stays the caller's to dispose.</param>
    /// <param name="scheme">The pure checks.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="ArgumentException">The network is no EVM chain, or not the engine's.</exception>
    public ExactEvmFacilitator(CaipNetwork network, ExactEvmChain chain, SettlementEngine engine, ExactEvmScheme? scheme = null, TimeProvider? timeProvider = null)
    {
        if (network.EvmChainId != engine.ChainId)
            throw new ArgumentException("Not the network of the engine's chain.", nameof(network));

        Network = network;
        _chain = chain;
        _engine = engine;
        _scheme = scheme ?? new ExactEvmScheme();
        _timeProvider = timeProvider ?? TimeProvider.System;
        Signers = [.. engine.Signers.Select(signer => signer.ToString())];
        Kinds = network.V1Name is { } name
            ? [new SupportedKind(2, Scheme, network.ToString()), new SupportedKind(1, Scheme, name)]
            : [new SupportedKind(2, Scheme, network.ToString())];
    }

    /// <inheritdoc/>
    public string Scheme => ExactEvmScheme.SchemeName;

    /// <inheritdoc/>
    public CaipNetwork Network { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SupportedKind> Kinds { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Signers { get; }

    /// <inheritdoc/>
    public async Task<VerifyOutcome> VerifyAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        var inspection = _scheme.Inspect(payment, requirements, _timeProvider.GetUtcNow());
        if (inspection.RefusedEarly is { } early)
            return Invalid(early, null);

        var payer = inspection.Payload.Authorization.From.ToString();
        if (inspection is { SignatureProven: true, RefusedLate: { } late })
            return Invalid(late, payer);

        try
        {
            // A proven signature is almost always good, so the two questions go out together; an unproven one has to pass first.
            var signature = _chain.RefuseSignatureAsync(inspection, cancellationToken);
            var transfer = inspection.SignatureProven ? _chain.RefuseTransferAsync(inspection, _engine.Signers[0], cancellationToken) : null;
            await Task.WhenAll(signature, transfer ?? Task.CompletedTask);
            if (await signature is { } unsigned)
                return Invalid(unsigned, payer);
            if (inspection.RefusedLate is { } terms)
                return Invalid(terms, payer);

            if (await (transfer ?? _chain.RefuseTransferAsync(inspection, _engine.Signers[0], cancellationToken)) is { } refusal)
                return Invalid(refusal.Reason, payer, refusal.Message);

            _engine.Verified(inspection);
            return new VerifyOutcome.Valid(VerifyResponse.Valid(payer));
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new VerifyOutcome.Unavailable(LogText.Clean(failure.Message));
        }
    }

    /// <inheritdoc/>
    public async Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        var inspection = Inspect(payment, requirements, out var refusal);
        if (refusal is not null)
            return refusal;

        return Outcome(await _engine.SettleAsync(inspection, cancellationToken), payment, requirements, inspection);
    }

    /// <summary>Payments that are proven by a key go together in one transaction where the chain can do that; the others go one by one.</summary>
    public async Task<IReadOnlyList<SettleOutcome>> SettleManyAsync(IReadOnlyList<FacilitatorRequest> requests, CancellationToken cancellationToken = default)
    {
        var outcomes = new SettleOutcome[requests.Count];
        var (together, alone) = (new List<(int Index, ExactEvmInspection Inspection)>(), new List<int>());
        for (var i = 0; i < outcomes.Length; i++)
        {
            var inspection = Inspect(requests[i].Payment, requests[i].Requirements, out var refusal);
            if (refusal is not null)
                outcomes[i] = refusal;
            else if (inspection is { SignatureProven: true, RefusedLate: null })
                together.Add((i, inspection));
            else
                alone.Add(i);
        }

        var verdicts = _engine.SettleMany([.. together.Select(item => item.Inspection)], cancellationToken);
        await SettleEach.RunAsync(alone.Count, async i => outcomes[alone[i]] = await SettleAsync(requests[alone[i]].Payment, requests[alone[i]].Requirements, cancellationToken));
        for (var i = 0; i < together.Count; i++)
        {
            var (index, inspection) = together[i];
            outcomes[index] = Outcome(await verdicts[i], requests[index].Payment, requests[index].Requirements, inspection);
        }

        return outcomes;
    }

    private ExactEvmInspection Inspect(PaymentPayload payment, PaymentRequirements requirements, out SettleOutcome? refusal)
    {
        var inspection = _scheme.Inspect(payment, requirements, _timeProvider.GetUtcNow());
        refusal = inspection.RefusedEarly is { } early ? new SettleOutcome.Rejected(SettleResponse.Failed(early, NameOf(payment, requirements))) : null;
        return inspection;
    }

    private SettleOutcome Outcome(SettlementVerdict verdict, PaymentPayload payment, PaymentRequirements requirements, in ExactEvmInspection inspection) =>
        verdict.ToOutcome(NameOf(payment, requirements), inspection.Payload.Authorization.From.ToString());

    private string NameOf(PaymentPayload payment, PaymentRequirements requirements) =>
        payment.X402Version == 1 ? Network.V1Name ?? requirements.Network : requirements.Network;

    private static VerifyOutcome Invalid(string reason, string? payer, string? message = null) =>
        new VerifyOutcome.Invalid(VerifyResponse.Invalid(reason, payer, message));
}
