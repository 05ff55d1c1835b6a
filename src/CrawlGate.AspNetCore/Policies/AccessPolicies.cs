using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>All policies of a site by name.</summary>
internal sealed class AccessPolicies(IReadOnlyList<AccessPolicy> policies)
{
    /// <summary>The policy made of the top-level settings.</summary>
    public const string DefaultName = "default";

    private readonly FrozenDictionary<string, AccessPolicy> _byName = policies.ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase);

    private readonly AccessPolicy[] _all = [.. policies];

    // Routes are replaced a moment before or after policies are; those of before keep their policy meanwhile.
    private FrozenDictionary<string, AccessPolicy> _retired = FrozenDictionary<string, AccessPolicy>.Empty;

    /// <summary>The least that a proof of personhood is worth under any policy.</summary>
    public HumanAccess LeastForHumans { get; } = policies.Min(policy => policy.Humans);

    /// <summary>Every policy.</summary>
    public IReadOnlyList<AccessPolicy> All => _all;

    /// <summary>The same policies, counting nobody.</summary>
    public AccessPolicies WithoutCounting() => new([.. _all.Select(policy => policy.WithoutCounting())])
    {
        _retired = _retired.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.WithoutCounting(), StringComparer.OrdinalIgnoreCase),
    };

    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <exception cref="KeyNotFoundException">No such policy: a bug, because names are checked at start. The request fails; it is not served free.</exception>
    public AccessPolicy this[string name] => _byName.TryGetValue(name, out var policy) ? policy : _retired[name];

    /// <summary>The same policies, which also know those that they replace and that are no more, for routes that still name them.</summary>
    public AccessPolicies Remembering(AccessPolicies old) => new(policies)
    {
        _retired = old.All.Where(policy => !Contains(policy.Name)).ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>
    /// The severest that any policy could decide, whatever route an ambiguous target took. What is carried out counts before what is
    /// only observed: a policy on trial must not open another one's pages.
    /// </summary>
    public AccessDecision DecideAmbiguous(HttpContext context, RequestClassification who)
    {
        var severest = _all[0].DecideAmbiguous(context, who);
        foreach (var policy in _all.AsSpan(1))
        {
            var decision = policy.DecideAmbiguous(context, who);
            if (Outranks(decision, severest))
                severest = decision;
        }

        return severest;
    }

    private static bool Outranks(in AccessDecision one, in AccessDecision other) =>
        one.IsCarriedOut == other.IsCarriedOut ? one.Outcome.IsSevererThan(other.Outcome) : one.IsCarriedOut;
}
