using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>A policy's quote in its three forms: version 2 JSON for the header, version 1 JSON for the body, HTML for people.</summary>
internal sealed class QuoteTemplate
{
    public QuoteTemplate(IReadOnlyList<PaymentRequirements> offers, QuoteTerms terms)
    {
        Terms = terms;
        var resource = new ResourceInfo { Url = JsonTemplate.UrlMark, Description = terms.Description, MimeType = terms.MimeType };
        var quote = new PaymentRequired { Error = JsonTemplate.ErrorMark, Resource = resource, Accepts = offers, Extensions = terms.Extensions };
        Header = JsonTemplate.Create(quote, X402JsonContext.Default.PaymentRequired);

        var v1Offers = offers
            .Select(offer => PaymentRequirementsV1.From(offer, resource))
            .OfType<PaymentRequirementsV1>()
            .Where(offer => V1Networks.IsReadByLegacyClients(offer.Network))
            .ToArray();
        Body = terms.AcceptV1 && v1Offers.Length > 0
            ? JsonTemplate.Create(new PaymentRequiredV1 { Error = JsonTemplate.ErrorMark, Accepts = v1Offers }, X402JsonContext.Default.PaymentRequiredV1)
            : Header;
    }

    public QuoteTerms Terms { get; }

    /// <summary>The version 2 quote.</summary>
    public JsonTemplate Header { get; }

    /// <summary>The version 1 quote, or the version 2 quote again where version 1 cannot express it.</summary>
    public JsonTemplate Body { get; }
}
