using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Verifies and settles <c>exact</c> payments on one EVM chain, paying the gas from its own account.</summary>
public sealed class ExactEvmFacilitator : ISchemeFacilitator
{
    private readonly ExactEvmScheme _scheme;
    private readonly ExactEvmChain _chain;
    private readonly ExactEvmSettlement _settlement;
    private readonly TransactionSender _sender;
    private readonly TimeProvider _timeProvider;

    /// <summary>Settles on <paramref name="network"/>, whose chain both <paramref name="chain"/> and <paramref name="sender"/> must serve.</summary>
    /// <param name="network">An EVM network.</param>
    /// <param name="chain">Reads the chain.</param>
    /// <param name="sender">Sends the transfers.</param>
    /// <param name="scheme">The pure checks.</param>
    /// <param name="receiptTimeout">How long a receipt is waited for before the outcome counts as unknown; one minute by default.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="ArgumentException">The network is no EVM chain.</exception>
    public ExactEvmFacilitator(
        CaipNetwork network,
        ExactEvmChain chain,
        TransactionSender sender,
        ExactEvmScheme? scheme = null,
        TimeSpan? receiptTimeout = null,
        TimeProvider? timeProvider = null)
    {
        if (network.EvmChainId is null)
            throw new ArgumentException("Not an EVM network.", nameof(network));

        Network = network;
        _chain = chain;
        _sender = sender;
        _scheme = scheme ?? new ExactEvmScheme();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _settlement = new ExactEvmSettlement(chain, sender, receiptTimeout ?? TimeSpan.FromMinutes(1));
        Signers = [sender.Address.ToString()];
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
            var transfer = inspection.SignatureProven ? _chain.RefuseTransferAsync(inspection, _sender.Address, cancellationToken) : null;
            await Task.WhenAll(signature, transfer ?? Task.CompletedTask);
            if (await signature is { } unsigned)
                return Invalid(unsigned, payer);
            if (inspection.RefusedLate is { } terms)
                return Invalid(terms, payer);

            return await (transfer ?? _chain.RefuseTransferAsync(inspection, _sender.Address, cancellationToken)) is { } refusal
                ? Invalid(refusal.Reason, payer, refusal.Message)
                : new VerifyOutcome.Valid(VerifyResponse.Valid(payer));
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new VerifyOutcome.Unavailable(LogText.Clean(failure.Message));
        }
    }

    /// <inheritdoc/>
    public async Task<SettleOutcome> SettleAsync(PaymentPayload payment, PaymentRequirements requirements, CancellationToken cancellationToken = default)
    {
        var network = payment.X402Version == 1 ? Network.V1Name ?? requirements.Network : requirements.Network;
        var inspection = _scheme.Inspect(payment, requirements, _timeProvider.GetUtcNow());
        if (inspection.RefusedEarly is { } early)
            return new SettleOutcome.Rejected(SettleResponse.Failed(early, network));

        return await _settlement.RunAsync(inspection, network, cancellationToken);
    }

    private static VerifyOutcome Invalid(string reason, string? payer, string? message = null) =>
        new VerifyOutcome.Invalid(VerifyResponse.Invalid(reason, payer, message));
}
