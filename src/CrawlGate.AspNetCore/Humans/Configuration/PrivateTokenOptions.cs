namespace CrawlGate.AspNetCore;

/// <summary>Private access tokens: a browser shows that its issuer vouches for the device, and not which it is. Of low assurance.</summary>
public sealed class PrivateTokenOptions
{
    /// <summary>Who is trusted to issue tokens.</summary>
    public List<TokenIssuerOptions> Issuers { get; set; } = [];

    /// <summary>For how many minutes one token lets read.</summary>
    public int PassMinutes { get; set; } = 60;
}

/// <summary>An issuer of private access tokens.</summary>
public sealed class TokenIssuerOptions
{
    /// <summary>Its host name, as challenges have it.</summary>
    public string? Name { get; set; }

    /// <summary>Its public keys: the base64url form of their SubjectPublicKeyInfo, as the issuer's directory has them.</summary>
    public List<string> Keys { get; set; } = [];
}
