namespace CrawlGate.AspNetCore;

/// <summary>One named policy; what it leaves out is taken from the section above.</summary>
public sealed class PolicyOptions
{
    /// <summary>The price in dollars.</summary>
    public string? Price { get; set; }

    /// <summary>The account that is paid.</summary>
    public string? PayTo { get; set; }

    /// <summary>What the paid resource is.</summary>
    public string? Description { get; set; }

    /// <summary>The media type of the paid answer.</summary>
    public string? MimeType { get; set; }

    /// <summary><c>authorization</c>, <c>upfront</c> or <c>deferred</c>.</summary>
    public string? Flow { get; set; }

    /// <summary><c>observe</c> or <c>enforce</c>.</summary>
    public string? Mode { get; set; }

    /// <summary>The policy's own rules in order; those of the default policy are not inherited, the built-in ones are.</summary>
    public List<RuleOptions> Rules { get; set; } = [];

    /// <summary><c>free</c>, <c>budget</c> or <c>off</c>: what a proof of personhood is worth.</summary>
    public string? Humans { get; set; }

    /// <summary>Whom the built-in rules charge.</summary>
    public ChargedAudience? Charge { get; set; }
}
