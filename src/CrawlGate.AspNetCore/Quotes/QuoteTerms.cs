namespace CrawlGate.AspNetCore;

/// <summary>What a quote says besides the offers.</summary>
/// <param name="Description">What the resource is.</param>
/// <param name="MimeType">The media type of the paid answer.</param>
/// <param name="AcceptV1">Whether version 1 buyers are quoted too.</param>
/// <param name="Contact">Whom to ask, shown to people.</param>
/// <param name="Dollars">The price shown to people.</param>
internal sealed record QuoteTerms(string? Description, string? MimeType, bool AcceptV1, string? Contact, decimal Dollars);
