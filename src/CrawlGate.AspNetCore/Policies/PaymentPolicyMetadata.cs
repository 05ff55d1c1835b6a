namespace CrawlGate.AspNetCore;

/// <summary>Endpoint metadata that names the policy whose rules decide about an endpoint.</summary>
/// <param name="PolicyName">A configured policy; null for an endpoint that is free unless its target is ambiguous.</param>
/// <param name="IsForwarded">
/// Whether another server will read the request target again. If so, a target that two servers may read differently meets the
/// severest that any policy of the site decides about whoever asks, whatever route it took here.
/// </param>
public sealed record PaymentPolicyMetadata(string? PolicyName, bool IsForwarded = false);
