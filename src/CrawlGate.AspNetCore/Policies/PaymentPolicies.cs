using System.Collections.Frozen;

namespace CrawlGate.AspNetCore;

/// <summary>All policies of a site by name.</summary>
internal sealed class PaymentPolicies(IReadOnlyList<PaymentPolicy> policies)
{
    /// <summary>The policy made of the top-level settings.</summary>
    public const string DefaultName = "default";

    private readonly FrozenDictionary<string, PaymentPolicy> _byName = policies.ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase);

    private readonly PaymentPolicy[] _byPrice = [.. policies.OrderByDescending(policy => policy.Dollars)];

    /// <summary>Every policy.</summary>
    public IReadOnlyList<PaymentPolicy> All => policies;

    /// <summary>The highest price that this request would have to pay anywhere on the site; null when nothing costs it anything.</summary>
    public PaymentPolicy? DearestFor(RequestClassification who)
    {
        foreach (var policy in _byPrice)
        {
            if (policy.Charges(who))
                return policy;
        }

        return null;
    }

    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <exception cref="KeyNotFoundException">No such policy: a bug, because names are checked at start. The request fails; it is not served free.</exception>
    public PaymentPolicy this[string name] => _byName[name];
}
