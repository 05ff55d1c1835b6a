namespace CrawlGate.AspNetCore;

/// <summary>Endpoint metadata that names the policy of a priced endpoint.</summary>
/// <param name="PolicyName">A configured policy; null for an endpoint that is free unless its target is ambiguous.</param>
/// <param name="IsForwarded">
/// Whether another server will read the request target again. If so, a target that two servers may read differently is priced
/// as the dearest policy of the site that charges whoever asks, whatever route it took here.
/// </param>
public sealed record PaymentPolicyMetadata(string? PolicyName, bool IsForwarded = false);
