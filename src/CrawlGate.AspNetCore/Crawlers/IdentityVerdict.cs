namespace CrawlGate.AspNetCore;

/// <summary>How much of the claimed identity is proven.</summary>
public enum IdentityVerdict
{
    /// <summary>The request claims to be nobody in particular.</summary>
    Unclaimed,

    /// <summary>A name is claimed and nothing was found that could prove or refute it.</summary>
    Unverifiable,

    /// <summary>The claim is proven.</summary>
    Verified,

    /// <summary>The claim is refuted.</summary>
    Spoofed,
}
