using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Decides about a request by its endpoint's policy and carries that out. Everything that passes free passes without allocation.</summary>
internal sealed class CrawlGateMiddleware(
    RequestDelegate next, CurrentGate current, IRequestClassifier classifier, PaymentGate gate, DecisionIds ids, DecisionLog log, IEnumerable<IChallengeResponder> challenges)
{
    private readonly IChallengeResponder? _challenge = challenges.FirstOrDefault();

    public Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata.GetMetadata<PaymentPolicyMetadata>();
        if (metadata is null)
            return next(context);

        var visit = new Visit(context, metadata, current.Snapshot);
        if (!visit.NeedsDecision)
            return PassAsync(visit);

        var who = classifier.ClassifyAsync(context);
        return who.IsCompletedSuccessfully ? DecideAsync(visit, who.Result) : ClassifyThenDecideAsync(visit, who);
    }

    private async Task ClassifyThenDecideAsync(Visit visit, ValueTask<RequestClassification> who) => await DecideAsync(visit, await who);

    private Task DecideAsync(in Visit visit, RequestClassification who)
    {
        var decision = visit.Decide(who);
        if (!decision.Allows)
        {
            decision = decision with { Id = ids.Next() };
            log.Write(visit.Context, decision);
        }

        if (visit.IsAskedByOperator)
            DecisionHeaders.SendReasons(visit.Context, decision);
        return decision.IsCarriedOut ? CarryOutAsync(visit, decision) : PassAsync(visit);
    }

    private Task CarryOutAsync(in Visit visit, in AccessDecision decision)
    {
        var contact = visit.Gate.Contact;
        return decision.Outcome switch
        {
            AccessOutcome.Charge(var terms) => gate.HandleAsync(visit.Context, terms, decision.Who, decision.Id, Next(visit)),
            AccessOutcome.Block(var status, var text) => RefusalWriter.WriteAsync(visit.Context, Problem.Blocked(status), text, decision, contact),
            AccessOutcome.RateLimited(var seconds) => RefusalWriter.WriteAsync(visit.Context, Problem.RateLimited(seconds), null, decision, contact),
            AccessOutcome.Challenge => _challenge!.RespondAsync(visit.Context, decision, Next(visit)),
            _ => throw new InvalidOperationException($"No such outcome: {decision.Outcome.GetType()}"),
        };
    }

    private Task PassAsync(in Visit visit) => visit.IsForwarded ? ForwardAsync(visit.Context) : next(visit.Context);

    private RequestDelegate Next(in Visit visit) => visit.IsForwarded ? ForwardAsync : next;

    private Task ForwardAsync(HttpContext context)
    {
        GuardedHeaders.RemoveFromRequest(context.Request.Headers);
        return next(context);
    }
}
