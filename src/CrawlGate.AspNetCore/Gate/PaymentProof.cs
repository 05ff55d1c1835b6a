using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The payment that came with a request, if one did.</summary>
/// <param name="Payment">The decoded payment.</param>
/// <param name="Malformed">Why there is none although a header was sent.</param>
internal readonly record struct PaymentProof(PaymentPayload? Payment, QuoteReason? Malformed)
{
    /// <summary>Reads the payment headers: none, exactly one, or a reason of refusal.</summary>
    public static PaymentProof Read(IHeaderDictionary headers, bool acceptV1)
    {
        var current = headers[X402Headers.PaymentSignature];
        var legacy = acceptV1 ? headers[X402Headers.PaymentV1] : default;
        switch (current.Count + legacy.Count)
        {
            case 0:
                return default;
            case > 1:
                return Refuse("Send one payment header, once.");
        }

        var version = current.Count == 1 ? 2 : 1;
        var header = (current.Count == 1 ? current : legacy)[0] ?? "";
        if (!PaymentHeader.TryDecodePayment(header, out var payment, out var error))
            return Refuse(error);

        return payment!.X402Version == version
            ? new PaymentProof(payment, null)
            : new PaymentProof(null, new QuoteReason(400, X402Errors.InvalidVersion, "The payment's x402Version does not belong in this header."));
    }

    private static PaymentProof Refuse(string detail) => new(null, QuoteReason.Malformed(detail));
}
