namespace CrawlGate.Personhood;

/// <summary>A key that an issuer lists.</summary>
/// <param name="Key">The key.</param>
/// <param name="NotBefore">When it comes into use; null when it is in use.</param>
public sealed record DirectoryTokenKey(TokenIssuerKey Key, DateTimeOffset? NotBefore);
