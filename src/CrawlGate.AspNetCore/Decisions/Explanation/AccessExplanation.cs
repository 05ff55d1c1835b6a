namespace CrawlGate.AspNetCore;

/// <summary>How it was worked out what becomes of a request.</summary>
/// <param name="Identity">Who asks.</param>
/// <param name="PolicyName">The policy of the endpoint; null when it has none.</param>
/// <param name="IsFreePath">Whether the path is free under every policy but for rules that override that.</param>
/// <param name="IsAmbiguous">Whether another server may read the target as another path, so that the severest of all policies counts.</param>
/// <param name="Decision">What is decided about a client who has not asked before; null when there is nothing to decide.</param>
/// <param name="Rules">The rules of the policy that decides, in order; empty when there is nothing to decide.</param>
internal sealed record AccessExplanation(
    IdentityExplanation Identity, string? PolicyName, bool IsFreePath, bool IsAmbiguous, AccessDecision? Decision, IReadOnlyList<RuleExplanation> Rules);

/// <summary>What one rule came to.</summary>
/// <param name="Name">The rule.</param>
/// <param name="Verdict">Whether it decides.</param>
/// <param name="Failures">The parts of its condition that do not hold.</param>
/// <param name="Action">What it decides about who asks, when it does.</param>
/// <param name="Limit">What becomes of clients that have asked before; null when it is the same.</param>
internal sealed record RuleExplanation(string Name, RuleVerdict Verdict, IReadOnlyList<string> Failures, string Action, string? Limit);

/// <summary>What became of a rule.</summary>
internal enum RuleVerdict
{
    /// <summary>It is the rule that counts.</summary>
    Decides,

    /// <summary>Its condition does not hold.</summary>
    DoesNotMatch,

    /// <summary>It leaves paths alone that are free.</summary>
    LeavesFreePaths,

    /// <summary>On an ambiguous target it matches, or may match by its path, and another rule is severer.</summary>
    MayMatch,

    /// <summary>It matches, but a rule before it has decided.</summary>
    ComesTooLate,
}
