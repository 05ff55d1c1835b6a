using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Lets a request through, or hands it to the payment gate. Everything that passes free passes without allocation.</summary>
internal sealed class CrawlGateMiddleware(RequestDelegate next, PaymentPolicies policies, IRequestClassifier classifier, PaymentGate gate)
{
    public Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata.GetMetadata<PaymentPolicyMetadata>();
        if (metadata is null)
            return next(context);

        var isAmbiguous = metadata.IsForwarded && RequestTarget.IsAmbiguous(context);
        if (!isAmbiguous && (metadata.PolicyName is null || FreePaths.Contains(context.Request.Path)))
            return PassAsync(context, metadata);

        var who = classifier.ClassifyAsync(context);
        return who.IsCompletedSuccessfully ? DecideAsync(context, metadata, isAmbiguous, who.Result) : ClassifyThenDecideAsync(context, metadata, isAmbiguous, who);
    }

    private async Task ClassifyThenDecideAsync(HttpContext context, PaymentPolicyMetadata metadata, bool isAmbiguous, ValueTask<RequestClassification> who) =>
        await DecideAsync(context, metadata, isAmbiguous, await who);

    private Task DecideAsync(HttpContext context, PaymentPolicyMetadata metadata, bool isAmbiguous, RequestClassification who)
    {
        var policy = isAmbiguous ? policies.DearestFor(who) : policies[metadata.PolicyName!];
        if (policy is null || !policy.Charges(who))
            return PassAsync(context, metadata);

        return gate.HandleAsync(context, policy, who, metadata.IsForwarded ? ForwardAsync : next);
    }

    private Task PassAsync(HttpContext context, PaymentPolicyMetadata metadata) => metadata.IsForwarded ? ForwardAsync(context) : next(context);

    private Task ForwardAsync(HttpContext context)
    {
        GuardedHeaders.RemoveFromRequest(context.Request.Headers);
        return next(context);
    }
}
