using CrawlGate.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Marks endpoints as priced.</summary>
public static class RequirePaymentExtensions
{
    /// <summary>
    /// Requires the payment that a configured policy asks for; <c>default</c> is the policy made of the top-level settings. An
    /// unknown name, or a missing <c>UseCrawlGate()</c>, stops the application at start. <c>/robots.txt</c>, <c>/.well-known/</c>,
    /// sitemaps, feeds and icons stay free.
    /// </summary>
    public static TBuilder RequirePayment<TBuilder>(this TBuilder builder, string policyName = PaymentPolicies.DefaultName)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(policyName);
        return builder.WithMetadata(new PaymentPolicyMetadata(policyName));
    }
}
