using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Decides as the gate does and reports every step. It goes through the gate's own code, with policies that count nobody: to ask
/// uses up nobody's free requests and nobody's rate.
/// </summary>
internal sealed class AccessExplainer(CurrentGate current, IRequestClassifier classifier)
{
    /// <summary>Explains a request behind routing and <c>UseClientAddress</c>.</summary>
    public async ValueTask<AccessExplanation> ExplainAsync(HttpContext context)
    {
        var gate = current.Snapshot;
        var identity = await ExplainIdentityAsync(context, gate);
        if (context.GetEndpoint()?.Metadata.GetMetadata<PaymentPolicyMetadata>() is not { } metadata)
            return new AccessExplanation(identity, null, false, false, null, []);

        var visit = new Visit(context, metadata, gate with { Policies = gate.Policies.WithoutCounting() });
        if (metadata.PolicyName is null && !visit.IsAmbiguous)
            return new AccessExplanation(identity, null, false, false, null, []);

        var decision = visit.Decide(identity.Who);
        return new AccessExplanation(
            identity, metadata.PolicyName, visit.IsFreePath, visit.IsAmbiguous, decision, Explain(visit, decision, gate.Policies[decision.Policy.Name]));
    }

    private async ValueTask<IdentityExplanation> ExplainIdentityAsync(HttpContext context, GateSnapshot gate)
    {
        if (classifier is IdentityLadder ladder)
            return await ladder.ExplainAsync(context);

        var headers = context.Request.Headers;
        return new IdentityExplanation(
            gate.Crawlers.UserAgents.Find(headers.UserAgent), BrowserLikeness.IsLikely(headers, context.Request.IsHttps), [], await classifier.ClassifyAsync(context));
    }

    private static List<RuleExplanation> Explain(in Visit visit, in AccessDecision decision, AccessPolicy counting)
    {
        var request = visit.Context.Request;
        var traits = RequestTraits.Of(request.Method, decision.Who);
        var path = visit.IsAmbiguous ? null : request.Path.Value ?? "";
        var isDecided = false;
        var rules = new List<RuleExplanation>();
        foreach (var (index, rule) in decision.Policy.Rules.Index())
        {
            var failures = ConditionExplainer.FindFailures(rule.When, traits, decision.Who, path);
            var isWinner = ReferenceEquals(rule, decision.Rule);
            var verdict = isWinner ? RuleVerdict.Decides
                : failures.Count > 0 ? RuleVerdict.DoesNotMatch
                : isDecided ? RuleVerdict.ComesTooLate
                : visit.IsFreePath && !rule.OverridesFreePaths ? RuleVerdict.LeavesFreePaths
                : RuleVerdict.MayMatch;
            rules.Add(new RuleExplanation(
                rule.Name, verdict, failures, rule.Action.Decide(visit.Context, decision.Who, visit.IsAmbiguous).Text, counting.Rules[index].Action.Limit));

            // On an ambiguous target a rule with a path ends nothing, even if it is the severest.
            isDecided |= failures.Count == 0 && (visit.IsAmbiguous ? !rule.When.HasPath : isWinner);
        }

        return rules;
    }
}
