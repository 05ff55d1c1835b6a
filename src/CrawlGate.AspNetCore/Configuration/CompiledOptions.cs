using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Options that were checked and parsed.</summary>
/// <param name="Policies">All policies.</param>
/// <param name="Asset">The token that is paid in.</param>
/// <param name="PublicUrl">The site's public base URL.</param>
/// <param name="AcceptV1">Whether version 1 payments are taken.</param>
internal sealed record CompiledOptions(PaymentPolicies Policies, TokenAsset Asset, string PublicUrl, bool AcceptV1);
