using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>Stops the application at start when the facilitator service would stand in the place of a route of the site's own.</summary>
internal sealed class FacilitatorPathCheck(IServiceProvider services, FacilitatorServiceSettings settings) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (settings.Enabled)
            Check();
    };

    private void Check()
    {
        var shadowed = services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<FacilitatorEndpointMetadata>() is null && IsBelow(endpoint.RoutePattern.RawText))
            .Select(endpoint => $"{PolicyCompiler.Section}:Facilitator:Serve:Path: '{settings.Path}' is the facilitator's, but {endpoint.DisplayName ?? "an endpoint"} ({endpoint.RoutePattern.RawText}) is below it")
            .Distinct()
            .ToArray();
        if (shadowed.Length > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, shadowed));
    }

    private bool IsBelow(string? pattern) => new PathString("/" + pattern?.TrimStart('/')).StartsWithSegments(settings.Path);
}

/// <summary>Marks the facilitator service's own endpoints.</summary>
internal sealed class FacilitatorEndpointMetadata
{
    public static readonly FacilitatorEndpointMetadata Instance = new();
}
