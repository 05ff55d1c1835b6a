using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Stops the application at start when a priced endpoint would be served free: an unknown policy, or no middleware. Runs when
/// the pipeline stands and before the server listens; hosted services run before there are endpoints.
/// </summary>
internal sealed class PricedEndpointCheck(IServiceProvider services, CurrentGate current, GateInUse gate) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        Check();
    };

    private void Check()
    {
        var priced = services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .Select(endpoint => (Endpoint: endpoint, Policy: endpoint.Metadata.GetMetadata<PaymentPolicyMetadata>()?.PolicyName))
            .Where(pair => pair.Policy is not null)
            .ToArray();
        if (priced.Length > 0 && !gate.IsInUse)
            throw new InvalidOperationException("Endpoints require payment, but app.UseCrawlGate() is missing: they would be served free.");

        var unknown = priced.Where(pair => !current.Snapshot.Policies.Contains(pair.Policy!)).Select(pair => $"{Describe(pair.Endpoint)}: there is no policy '{pair.Policy}'").ToArray();
        if (unknown.Length > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, unknown));
    }

    private static string Describe(Endpoint endpoint) => endpoint.DisplayName ?? "an endpoint";
}

/// <summary>Whether <c>UseCrawlGate()</c> was called.</summary>
internal sealed class GateInUse
{
    public bool IsInUse { get; set; }
}
