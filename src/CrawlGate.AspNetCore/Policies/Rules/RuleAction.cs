using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>What becomes of a request that a rule matches.</summary>
internal abstract class RuleAction
{
    /// <summary>Decides, and counts the request where that matters.</summary>
    /// <param name="context">The request.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="isAmbiguous">Whether the rule may not be meant at all. Then it gives nothing away.</param>
    public abstract AccessOutcome Decide(HttpContext context, RequestClassification who, bool isAmbiguous);

    /// <summary>What becomes of clients that have asked before, in words for operators; null when it is the same for every request.</summary>
    public virtual string? Limit => null;

    /// <summary>The same for clients that have not asked before, but counting nobody.</summary>
    public virtual RuleAction WithoutCounting() => this;
}

/// <summary>The same for everybody whom the rule means.</summary>
internal sealed class FixedAction(AccessOutcome outcome) : RuleAction
{
    public override AccessOutcome Decide(HttpContext context, RequestClassification who, bool isAmbiguous) => outcome;
}

/// <summary>Lets the request through.</summary>
internal static class AllowAction
{
    public static RuleAction Instance { get; } = new FixedAction(AccessOutcome.Allow.Instance);
}
