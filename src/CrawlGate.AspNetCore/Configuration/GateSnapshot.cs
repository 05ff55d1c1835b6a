using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Options that were checked and compiled; nothing in it changes but counters.</summary>
/// <param name="Site">What the site is called from outside.</param>
/// <param name="Crawlers">The crawlers known by name.</param>
/// <param name="ClientAddress">Finds out where a request comes from.</param>
/// <param name="Policies">All policies.</param>
/// <param name="Terms">Every price that any of their rules asks for.</param>
/// <param name="Asset">The token that is paid in.</param>
/// <param name="OperatorKey">What lets the operator ask for decisions; null when nobody can.</param>
/// <param name="Contact">Whom to ask, shown to people.</param>
/// <param name="DecisionsLoggedPerSecond">How many decisions are written down in a second.</param>
internal sealed record GateSnapshot(
    PublicSite Site, CatalogueSnapshot Crawlers, ClientAddressResolver ClientAddress, AccessPolicies Policies, IReadOnlyList<PaymentTerms> Terms,
    TokenAsset Asset, OperatorKey? OperatorKey, string? Contact, int DecisionsLoggedPerSecond);
