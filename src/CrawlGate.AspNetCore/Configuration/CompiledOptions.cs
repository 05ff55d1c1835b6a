namespace CrawlGate.AspNetCore;

/// <summary>Options that were checked and parsed.</summary>
/// <param name="Policies">All policies.</param>
/// <param name="PublicUrl">The site's public base URL.</param>
/// <param name="AcceptV1">Whether version 1 payments are taken.</param>
internal sealed record CompiledOptions(PaymentPolicies Policies, string PublicUrl, bool AcceptV1);
