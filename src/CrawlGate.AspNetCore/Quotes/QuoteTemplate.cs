using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>A policy's quote in its three forms: version 2 JSON for the header, version 1 JSON for the body, HTML for people.</summary>
internal sealed class QuoteTemplate
{
    public QuoteTemplate(IReadOnlyList<PaymentRequirements> offers, QuoteTerms terms)
    {
        Terms = terms;
        var resource = new ResourceInfo { Url = JsonTemplate.UrlMark, Description = terms.Description, MimeType = terms.MimeType };
        Header = CreateHeader(offers, resource, terms.Extensions);
        HeaderForAgents = terms.ExtensionsForAgents is { } extensions ? CreateHeader(offers, resource, extensions) : null;

        var v1Offers = offers
            .Select(offer => PaymentRequirementsV1.From(offer, resource))
            .OfType<PaymentRequirementsV1>()
            .Where(offer => V1Networks.IsReadByLegacyClients(offer.Network))
            .ToArray();
        BodyV1 = terms.AcceptV1 && v1Offers.Length > 0
            ? JsonTemplate.Create(new PaymentRequiredV1 { Error = JsonTemplate.ErrorMark, Accepts = v1Offers }, X402JsonContext.Default.PaymentRequiredV1)
            : null;
    }

    public QuoteTerms Terms { get; }

    /// <summary>The version 2 quote.</summary>
    public JsonTemplate Header { get; }

    /// <summary>The same with a gap for what agents are asked; null where they are not.</summary>
    public JsonTemplate? HeaderForAgents { get; }

    /// <summary>The version 1 quote; null where version 1 cannot express it, and the version 2 quote stands in the body again.</summary>
    public JsonTemplate? BodyV1 { get; }

    private static JsonTemplate CreateHeader(IReadOnlyList<PaymentRequirements> offers, ResourceInfo resource, JsonElement? extensions) => JsonTemplate.Create(
        new PaymentRequired { Error = JsonTemplate.ErrorMark, Resource = resource, Accepts = offers, Extensions = extensions },
        X402JsonContext.Default.PaymentRequired);
}
