namespace CrawlGate.AspNetCore;

/// <summary>Whom a rule means and what becomes of them.</summary>
internal sealed class AccessRule(string name, RuleCondition when, RuleAction action, bool overridesFreePaths = false)
{
    /// <summary>What decides on a free path when no rule reaches it.</summary>
    public static AccessRule FreePath { get; } = new("free path", RuleCondition.Always, AllowAction.Instance, overridesFreePaths: true);

    /// <summary>What logs call it.</summary>
    public string Name => name;

    public RuleCondition When => when;

    public RuleAction Action => action;

    /// <summary>Whether it means free paths too.</summary>
    public bool OverridesFreePaths => overridesFreePaths;

    /// <summary>The same rule, counting nobody.</summary>
    public AccessRule WithoutCounting() => new(name, when, action.WithoutCounting(), overridesFreePaths);
}
