namespace CrawlGate.X402;

/// <summary>HTTP header names of the x402 transport (specs/transports-v2/http.md and specs/transports-v1/http.md).</summary>
public static class X402Headers
{
    /// <summary>402 response, version 2: base64 of <see cref="PaymentRequired"/>.</summary>
    public const string PaymentRequired = "PAYMENT-REQUIRED";

    /// <summary>Request, version 2: base64 of <see cref="PaymentPayload"/>.</summary>
    public const string PaymentSignature = "PAYMENT-SIGNATURE";

    /// <summary>Response, version 2: base64 of <see cref="SettleResponse"/>.</summary>
    public const string PaymentResponse = "PAYMENT-RESPONSE";

    /// <summary>Request, version 1: base64 of a version 1 payload.</summary>
    public const string PaymentV1 = "X-PAYMENT";

    /// <summary>Response, version 1: base64 of <see cref="SettleResponse"/>.</summary>
    public const string PaymentResponseV1 = "X-PAYMENT-RESPONSE";

    /// <summary>Handler to middleware: the amount to settle. Never shown to the buyer.</summary>
    public const string SettlementOverrides = "Settlement-Overrides";

    /// <summary>Facilitator to resource server. Never shown to the buyer.</summary>
    public const string ExtensionResponses = "EXTENSION-RESPONSES";
}
