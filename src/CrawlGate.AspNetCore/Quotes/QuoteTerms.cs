using System.Text.Json;

namespace CrawlGate.AspNetCore;

/// <summary>What a quote says besides the offers.</summary>
/// <param name="Description">What the resource is.</param>
/// <param name="MimeType">The media type of the paid answer.</param>
/// <param name="AcceptV1">Whether version 1 buyers are quoted too.</param>
/// <param name="Contact">Whom to ask, shown to people.</param>
/// <param name="Dollars">The price shown to people.</param>
/// <param name="Extensions">Protocol extensions to advertise, by name; a payment that echoes them must leave them unchanged.</param>
/// <param name="ExtensionsForAgents">The same and what agents are asked, with a gap; null where they are not. No payment has to echo that: it differs from answer to answer.</param>
internal sealed record QuoteTerms(
    string? Description, string? MimeType, bool AcceptV1, string? Contact, decimal Dollars, JsonElement? Extensions = null, JsonElement? ExtensionsForAgents = null);
