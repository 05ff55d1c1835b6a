using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>One request that brought a payment for one of our offers.</summary>
internal sealed record Purchase(HttpContext Context, PaymentPayload Payment, PaymentRequirements Offer, PaymentTerms Terms, PaymentCheck Check, string? Identifier)
{
    /// <summary>What is bought: the method and our own URL of the page.</summary>
    public string Resource { get; } = $"{Context.Request.Method} {Terms.Resource.Of(Context.Request)}";

    /// <summary>The lower price at which it is bought; null when it is not.</summary>
    public AgentSale? Sale { get; init; }

    public PaymentClaim ToClaim() => new()
    {
        Key = Check.Key,
        Fingerprint = Check.Fingerprint,
        Resource = Resource,
        PayTo = Terms.PayTo,
        Amount = Terms.Amount,
        ValidBefore = Check.ValidBefore,
        Identifier = Identifier,
    };

    /// <summary>What a facilitator is asked, kept in the ledger so that any process can ask it again.</summary>
    public byte[] ToFacilitatorBody() => FacilitatorRequest.Write(Payment, Offer, new ResourceInfo { Url = Terms.Resource.Of(Context.Request) });
}
