using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>One request to an endpoint of the gate's, together with the configuration that it is judged by.</summary>
internal readonly struct Visit
{
    private readonly string? _policyName;

    public Visit(HttpContext context, PaymentPolicyMetadata metadata, GateSnapshot gate)
    {
        Context = context;
        Gate = gate;
        IsForwarded = metadata.IsForwarded;
        _policyName = metadata.PolicyName;
        IsAmbiguous = IsForwarded && RequestTarget.IsAmbiguous(context);
        IsFreePath = !IsAmbiguous && _policyName is not null && FreePaths.Contains(context.Request.Path);
    }

    public HttpContext Context { get; }

    public GateSnapshot Gate { get; }

    /// <summary>Whether another server will read the request.</summary>
    public bool IsForwarded { get; }

    /// <summary>Whether another server may read the target as another path.</summary>
    public bool IsAmbiguous { get; }

    /// <summary>Whether the path is free under every policy but for rules that override that.</summary>
    public bool IsFreePath { get; }

    /// <summary>Whether the operator asks for the decision.</summary>
    public bool IsAskedByOperator => Gate.OperatorKey is { } key && key.IsBroughtBy(Context.Request);

    /// <summary>Whether there is anything to decide; if not, it is not even worked out who asks.</summary>
    public bool NeedsDecision =>
        IsAmbiguous || (_policyName is not null && (!IsFreePath || Gate.Policies[_policyName].ReachesFreePaths || IsAskedByOperator));

    public AccessDecision Decide(RequestClassification who) =>
        IsAmbiguous ? Gate.Policies.DecideAmbiguous(Context, who) : Gate.Policies[_policyName!].Decide(Context, who, IsFreePath);
}
