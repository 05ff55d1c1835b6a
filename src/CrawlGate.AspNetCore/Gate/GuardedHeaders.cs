using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Headers that must not cross the gate between the client and another server.</summary>
public static class GuardedHeaders
{
    /// <summary>
    /// Removes from a request what another server must not see: payments, which are as good as cash until they are settled, the
    /// operator's key, and the headers by which some servers let a request name another target than its own, which would be a page for the price
    /// of a free one.
    /// </summary>
    public static void RemoveFromRequest(IHeaderDictionary request)
    {
        request.Remove(X402Headers.PaymentSignature);
        request.Remove(X402Headers.PaymentV1);
        request.Remove(DecisionHeaders.Ask);
        request.Remove("X-Original-URL");
        request.Remove("X-Rewrite-URL");
    }

    /// <summary>Removes quotes, receipts, settlement instructions and decisions that another server wrote into its response.</summary>
    public static void RemoveFromResponse(IHeaderDictionary response)
    {
        response.Remove(X402Headers.PaymentRequired);
        response.Remove(X402Headers.PaymentResponse);
        response.Remove(X402Headers.PaymentResponseV1);
        response.Remove(X402Headers.SettlementOverrides);
        response.Remove(X402Headers.ExtensionResponses);
        response.Remove(DecisionHeaders.Decision);
        response.Remove(DecisionHeaders.Would);
    }
}
