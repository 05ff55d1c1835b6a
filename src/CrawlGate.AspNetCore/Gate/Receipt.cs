using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The settlement's result as the buyer sees it: <c>PAYMENT-RESPONSE</c>, or <c>X-PAYMENT-RESPONSE</c> in version 1.</summary>
internal static class Receipt
{
    /// <summary>The receipt of a payment that counts: the settlement's result, or without a hash while the settlement is deferred.</summary>
    public static SettleResponse Of(LedgerEntry entry) => entry.Result ?? new SettleResponse
    {
        Success = true,
        Transaction = "",
        Network = $"eip155:{entry.Key.ChainId}",
        Payer = entry.Key.Payer.ToString(),
    };

    /// <summary>Sets the header on a paid answer and keeps that answer out of shared caches.</summary>
    public static void Send(HttpContext context, PaymentPayload payment, SettleResponse result)
    {
        Write(context.Response, payment, result);
        PaidCaching.MakePrivate(context.Response.Headers);
        CrossOrigin.Expose(context);
    }

    /// <summary>Sets the header. What a facilitator or a node wrote in words stays behind: it can hold calldata, URLs and worse.</summary>
    public static void Write(HttpResponse response, PaymentPayload payment, SettleResponse result)
    {
        var shown = result with
        {
            ErrorReason = result.ErrorReason is { } reason ? ReasonCode.Of(reason, X402Errors.UnexpectedSettleError) : null,
            ErrorMessage = null,
            Network = payment.Network,
            Extra = null,
            Extensions = null,
        };
        var header = payment.X402Version == 2 ? X402Headers.PaymentResponse : X402Headers.PaymentResponseV1;
        response.Headers[header] = PaymentHeader.Encode(shown, X402JsonContext.Default.SettleResponse);
    }
}
