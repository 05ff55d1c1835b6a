using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Decides about a request by its endpoint's policy and carries that out. Everything that passes free passes without allocation.</summary>
internal sealed class CrawlGateMiddleware(
    RequestDelegate next, CurrentGate current, IRequestClassifier classifier, PaymentGate gate, HumanGate humans, AgentGate agents, PersonhoodSettings personhood,
    DecisionIds ids, DecisionLog log)
{
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
        if (!decision.IsCarriedOut)
            return PassAsync(visit);

        return humans.Concerns(visit.Context, decision, AccessFor(visit, decision)) ? AdmitAsync(visit, decision) : BelieveAsync(visit, decision);
    }

    private Task AdmitAsync(Visit visit, AccessDecision decision) =>
        humans.ServeAsync(visit.Context, decision, AccessFor(visit, decision), Next(visit), () => BelieveAsync(visit, decision));

    /// <summary>What another server reads differently may be a page of any policy, also of one that people pay for.</summary>
    private static HumanAccess AccessFor(in Visit visit, in AccessDecision decision) => visit.IsAmbiguous ? visit.Gate.Policies.LeastForHumans : decision.Policy.Humans;

    /// <summary>A target that two servers may read differently is not what any agent signed for.</summary>
    private Task BelieveAsync(in Visit visit, in AccessDecision decision) =>
        !visit.IsAmbiguous && agents.Concerns(visit.Context, decision) ? ServeAgentAsync(visit, decision) : CarryOutAsync(visit, decision);

    private Task ServeAgentAsync(Visit visit, AccessDecision decision) =>
        agents.ServeAsync(visit.Context, decision, VisitorOf(visit, decision), Next(visit), () => CarryOutAsync(visit, decision));

    private Task CarryOutAsync(in Visit visit, in AccessDecision decision)
    {
        var contact = visit.Gate.Contact;
        return decision.Outcome switch
        {
            AccessOutcome.Charge or AccessOutcome.Challenge => gate.HandleAsync(visit.Context, decision.Terms, VisitorOf(visit, decision), Next(visit)),
            AccessOutcome.Block(var status, var text) => RefusalWriter.WriteAsync(visit.Context, Problem.Blocked(status), text, new Visitor(decision.Who, decision.Id), contact),
            AccessOutcome.RateLimited(var seconds) => RefusalWriter.WriteAsync(visit.Context, Problem.RateLimited(seconds), null, VisitorOf(visit, decision), contact),
            _ => throw new InvalidOperationException($"No such outcome: {decision.Outcome.GetType()}"),
        };
    }

    private Visitor VisitorOf(in Visit visit, in AccessDecision decision) => new(decision.Who, decision.Id)
    {
        MayProveToBeAPerson = personhood.IsConfigured && AccessFor(visit, decision) != HumanAccess.Off && decision.Who.Crawler is null,
    };

    private Task PassAsync(in Visit visit) => visit.IsForwarded ? ForwardAsync(visit.Context) : next(visit.Context);

    private RequestDelegate Next(in Visit visit) => visit.IsForwarded ? ForwardAsync : next;

    private Task ForwardAsync(HttpContext context)
    {
        GuardedHeaders.RemoveFromRequest(context.Request.Headers);
        CookieHeader.RemoveOwn(context.Request.Headers);
        return next(context);
    }
}
