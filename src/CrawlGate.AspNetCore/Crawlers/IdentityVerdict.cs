namespace CrawlGate.AspNetCore;

/// <summary>How much of the claimed identity is proven.</summary>
public enum IdentityVerdict
{
    /// <summary>The request claims to be nobody in particular.</summary>
    Unclaimed,

    /// <summary>A name is claimed, and nothing can prove or refute it now.</summary>
    Unverifiable,

    /// <summary>The claim is proven.</summary>
    Verified,

    /// <summary>The claim is refuted by a complete and fresh source of the operator's.</summary>
    Spoofed,
}
