using CrawlGate.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Marks endpoints as priced.</summary>
public static class RequirePaymentExtensions
{
    /// <summary>
    /// Requires the payment that the rules of a configured policy ask for; <c>default</c> is the policy made of the top-level
    /// settings. An unknown name, or a missing <c>UseCrawlGate()</c>, stops the application at start. <c>/robots.txt</c>,
    /// <c>/.well-known/</c>, sitemaps, feeds and icons stay free unless a rule overrides that.
    /// </summary>
    public static TBuilder RequirePayment<TBuilder>(this TBuilder builder, string policyName = AccessPolicies.DefaultName)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(policyName);
        return builder.WithMetadata(new PaymentPolicyMetadata(policyName));
    }
}
