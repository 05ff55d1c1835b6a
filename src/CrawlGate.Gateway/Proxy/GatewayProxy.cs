using CrawlGate.AspNetCore;
using Yarp.ReverseProxy.Configuration;

namespace CrawlGate.Gateway;

/// <summary>YARP with the gate's metadata on its endpoints and the gate's say over its responses.</summary>
internal static class GatewayProxy
{
    public static void AddGatewayProxy(this IServiceCollection services, IConfiguration configuration)
    {
        var proxy = services.AddReverseProxy();
        if (configuration[$"{GatewayConfiguration.Section}:{GatewayConfiguration.OriginKey}"] is { } origin)
            proxy.LoadFromMemory(Routes, Clusters(origin));
        else
            proxy.LoadFromConfig(configuration.GetSection(GatewayConfiguration.ProxySection));

        proxy.AddTransforms(context => context.ResponseTransforms.Add(new PaidResponseTransform()));
    }

    public static void MapGatewayProxy(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapReverseProxy().ConfigureEndpoints((endpoint, route) =>
            endpoint.WithMetadata(new PaymentPolicyMetadata(route.Metadata?.GetValueOrDefault(GatewayConfiguration.PolicyMetadata), IsForwarded: true)));

    /// <summary>The one route of a gateway with one origin.</summary>
    public static IReadOnlyList<RouteConfig> Routes { get; } = [new RouteConfig
    {
        RouteId = "site",
        ClusterId = "origin",
        Match = new RouteMatch { Path = "/{**path}" },
        Metadata = new Dictionary<string, string> { [GatewayConfiguration.PolicyMetadata] = "default" },
        // Sites build links and choose virtual hosts by Host; behind the gate they see what the visitor typed.
        Transforms = [new Dictionary<string, string> { ["RequestHeaderOriginalHost"] = "true" }],
    }];

    /// <summary>The one origin.</summary>
    public static IReadOnlyList<ClusterConfig> Clusters(string origin) =>
    [
        new() { ClusterId = "origin", Destinations = new Dictionary<string, DestinationConfig> { ["origin"] = new() { Address = origin } } },
    ];
}
