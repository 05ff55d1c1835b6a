namespace CrawlGate.X402;

/// <summary>
/// Machine-readable reasons as release 2.27 of the reference implementation spells them. Read codes as opaque strings: other
/// facilitators have more.
/// </summary>
public static class X402Errors
{
    /// <summary>The first quote, before any payment.</summary>
    public const string PaymentRequired = "Payment required";

    /// <summary>The payment's <c>accepted</c> equals none of the offers.</summary>
    public const string NoMatchingRequirements = "No matching payment requirements";

    /// <summary>The header or the scheme's payload is malformed.</summary>
    public const string InvalidPayload = "invalid_payload";

    /// <summary>A protocol version other than 1 or 2, or one in the other version's header.</summary>
    public const string InvalidVersion = "invalid_x402_version";

    /// <summary>The requirements sent to a facilitator are malformed.</summary>
    public const string InvalidRequirements = "invalid_payment_requirements";

    /// <summary>No such scheme here.</summary>
    public const string UnsupportedScheme = "unsupported_scheme";

    /// <summary>No such network here.</summary>
    public const string InvalidNetwork = "invalid_network";

    /// <summary>The authorization has been used, here or on chain.</summary>
    public const string PaymentAlreadyUsed = "invalid_exact_evm_nonce_already_used";

    /// <summary>An echoed extension differs from what was offered.</summary>
    public const string ExtensionEchoMismatch = "extension_echo_mismatch";

    /// <summary>Settlement was sent and its outcome is not known yet.</summary>
    public const string SettlementPending = "settlement_pending";

    /// <summary>The facilitator failed while verifying.</summary>
    public const string UnexpectedVerifyError = "unexpected_verify_error";

    /// <summary>The facilitator failed while settling.</summary>
    public const string UnexpectedSettleError = "unexpected_settle_error";

    /// <summary>Permit2 has no allowance yet; the one reason that answers 412 instead of 402.</summary>
    public const string Permit2AllowanceRequired = "permit2_allowance_required";
}
