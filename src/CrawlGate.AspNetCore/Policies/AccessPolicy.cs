using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Ordered rules, the first that matches wins: the operator's own, then the built-in ones, which leave nobody undecided.</summary>
internal sealed class AccessPolicy(string name, GateMode mode, IReadOnlyList<AccessRule> rules, PaymentTerms terms, HumanAccess humans) : IDisposable
{
    private readonly AccessRule[] _rules = [.. rules];

    public string Name => name;

    public GateMode Mode => mode;

    /// <summary>What a page costs where no rule says otherwise.</summary>
    public PaymentTerms Terms => terms;

    /// <summary>What a proof of personhood is worth.</summary>
    public HumanAccess Humans => humans;

    public IReadOnlyList<AccessRule> Rules => _rules;

    /// <summary>Whether any rule reaches free paths. If not, they need no decision.</summary>
    public bool ReachesFreePaths { get; } = rules.Any(rule => rule.OverridesFreePaths);

    /// <summary>The same policy, counting nobody: for asking what would be decided.</summary>
    public AccessPolicy WithoutCounting() => new(name, mode, [.. _rules.Select(rule => rule.WithoutCounting())], terms, humans);

    /// <summary>Decides a request whose path can be trusted.</summary>
    public AccessDecision Decide(HttpContext context, RequestClassification who, bool isFreePath)
    {
        var traits = RequestTraits.Of(context.Request.Method, who);
        var path = context.Request.Path.Value;
        foreach (var rule in _rules)
        {
            if ((isFreePath && !rule.OverridesFreePaths) || !rule.When.Matches(traits, who, path))
                continue;

            return new AccessDecision(rule.Action.Decide(context, who, isAmbiguous: false), rule, this, who);
        }

        return isFreePath
            ? new AccessDecision(AccessOutcome.Allow.Instance, AccessRule.FreePath, this, who)
            : throw new UnreachableException($"No rule of the policy '{name}' matches.");
    }

    /// <summary>
    /// The severest that could become of a request whose path another server may read differently. A rule with a path may match or
    /// not, so the rules after it are asked too; the first that matches without one ends it.
    /// </summary>
    public AccessDecision DecideAmbiguous(HttpContext context, RequestClassification who)
    {
        var traits = RequestTraits.Of(context.Request.Method, who);
        AccessDecision? severest = null;
        foreach (var rule in _rules)
        {
            if (!rule.When.MatchesButForPath(traits, who))
                continue;

            var outcome = rule.Action.Decide(context, who, isAmbiguous: true);
            if (severest is null || outcome.IsSevererThan(severest.Value.Outcome))
                severest = new AccessDecision(outcome, rule, this, who);
            if (!rule.When.HasPath)
                return severest.Value;
        }

        throw new UnreachableException($"No rule of the policy '{name}' matches.");
    }

    /// <summary>Lets go of what its rules count with.</summary>
    public void Dispose()
    {
        foreach (var rule in _rules)
            (rule.Action as IDisposable)?.Dispose();
    }
}
