using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Decides what a facilitator's word about a settlement is worth.</summary>
internal static class SettleAnswer
{
    public static SettleOutcome Judge(SettleResponse response, FacilitatorAnswer answer, PaymentPayload payment, PaymentRequirements requirements)
    {
        var isEvm = requirements.Scheme == ExactEvmScheme.SchemeName && CaipNetwork.TryParse(requirements.Network, out var network) && network.EvmChainId is not null;
        var transaction = IsHash(response.Transaction) ? response.Transaction : null;
        if (!response.Success)
        {
            var reason = ReasonCode.Of(response.ErrorReason, X402Errors.UnexpectedSettleError);
            return reason switch
            {
                X402Errors.SettlementPending => new SettleOutcome.Unknown(answer.Fault, transaction),

                // Money may have moved: the first comes from an exception at any point, the second from a final transaction.
                X402Errors.UnexpectedSettleError => new SettleOutcome.Unknown(answer.Fault, transaction) { Reason = reason },
                ExactEvmErrors.TransferEventMismatch => new SettleOutcome.Unknown(answer.Fault, transaction) { Reason = reason },
                _ => new SettleOutcome.Rejected(response with
                {
                    ErrorReason = reason,
                    ErrorMessage = response.ErrorMessage is { } message ? LogText.Clean(message) : null,
                    Transaction = isEvm ? transaction ?? "" : ReasonCode.Of(response.Transaction, ""),
                    Network = payment.X402Version == 1 ? payment.Network : requirements.Network,
                    Payer = Payer(payment)?.ToString(),
                }),
            };
        }

        if (!answer.Succeeded)
            return new SettleOutcome.Unknown($"Success with a failure status. {answer.Fault}", transaction);
        if (response.Network != requirements.Network && (payment.X402Version != 1 || response.Network != payment.Network))
            return new SettleOutcome.Unknown($"Success on another network. {answer.Fault}", transaction);
        if (isEvm && transaction is null)
            return new SettleOutcome.Unknown($"Success without a transaction hash. {answer.Fault}");
        if (isEvm && !IsPayer(response.Payer, payment, mayBeAbsent: false))
            return new SettleOutcome.Unknown($"Success for another payer. {answer.Fault}", transaction);

        return new SettleOutcome.Settled(response with { ErrorReason = null, ErrorMessage = null });
    }

    /// <summary>Whether the payer in an answer is the account whose authorization was sent; true when the payload names none.</summary>
    public static bool IsPayer(string? payer, PaymentPayload payment, bool mayBeAbsent)
    {
        if (payer is null && mayBeAbsent)
            return true;

        return Payer(payment) is not { } expected || (Address.TryParse(payer, out var given) && given == expected);
    }

    private static bool IsHash(string? text) => Bytes32.TryParse(text, out var hash) && !hash.IsZero;

    private static Address? Payer(PaymentPayload payment)
    {
        if (!payment.Payload.TryGetProperty("authorization"u8, out var authorization) && !payment.Payload.TryGetProperty("permit2Authorization"u8, out authorization))
            return null;

        return StrictJson.TryGetText(authorization, "from"u8, out var from) && Address.TryParse(from, out var address) ? address : null;
    }
}
