using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>A payment that came where a page has two prices.</summary>
/// <param name="Offer">The offer at the lower price.</param>
/// <param name="Check">What the payment comes to under it.</param>
/// <param name="Restated">The payment as a header that echoes that offer; null when it does so itself.</param>
internal sealed record AgentPayment(PaymentRequirements Offer, PaymentCheck Check, string? Restated)
{
    /// <summary>
    /// Reads a payment of the lower price; null when it is none. Buyers that were told the lower price echo it; those that take the discount off
    /// themselves, as the reference has it, echo the full one and sign the lower amount.
    /// </summary>
    public static AgentPayment? Read(PaymentPayload payment, PaymentTerms full, IPaymentScheme scheme, DateTimeOffset now)
    {
        var lower = full.ForAgents!;
        if (payment.Accepted is not null && OfferMatch.Find(lower.Offers, payment) is { } echoed)
            return new AgentPayment(echoed, scheme.Check(payment, echoed, now), null);

        for (var i = 0; i < full.Offers.Count; i++)
        {
            if (OfferMatch.Find([full.Offers[i]], payment) is null)
                continue;
            var check = scheme.Check(payment, lower.Offers[i], now);
            if (check.InvalidReason is null || check.IsOver)
                return new AgentPayment(lower.Offers[i], check, payment.Accepted is null ? null : Restate(payment, lower.Offers[i]));
        }

        return null;
    }

    private static string Restate(PaymentPayload payment, PaymentRequirements offer)
    {
        var json = JsonNode.Parse(payment.Json.GetRawText())!.AsObject();
        json["accepted"] = JsonSerializer.SerializeToNode(offer, X402JsonContext.Default.PaymentRequirements);
        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(JsonElement.Parse(json.ToJsonString()), X402JsonContext.Default.JsonElement));
    }
}
