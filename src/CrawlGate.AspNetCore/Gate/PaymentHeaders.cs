using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Payment headers belong to the gate: a signed payment is as good as cash until it is settled.</summary>
public static class PaymentHeaders
{
    /// <summary>Removes payments from a request before another server sees it.</summary>
    public static void RemoveFrom(IHeaderDictionary request)
    {
        request.Remove(X402Headers.PaymentSignature);
        request.Remove(X402Headers.PaymentV1);
    }

    /// <summary>Removes quotes, receipts and settlement instructions that another server wrote into its response.</summary>
    public static void RemoveForged(IHeaderDictionary response)
    {
        response.Remove(X402Headers.PaymentRequired);
        response.Remove(X402Headers.PaymentResponse);
        response.Remove(X402Headers.PaymentResponseV1);
        response.Remove(X402Headers.SettlementOverrides);
        response.Remove(X402Headers.ExtensionResponses);
    }
}
