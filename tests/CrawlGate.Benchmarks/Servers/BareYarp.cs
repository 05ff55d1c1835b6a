using Yarp.ReverseProxy.Configuration;

namespace CrawlGate.Benchmarks;

/// <summary>YARP alone, with the route, cluster and transform that the gateway gives it.</summary>
internal static class BareYarp
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = BenchServer.CreateBuilder(args);
        builder.Services.AddReverseProxy().LoadFromMemory(
            [
                new RouteConfig
                {
                    RouteId = "site",
                    ClusterId = "origin",
                    Match = new RouteMatch { Path = "/{**path}" },
                    Transforms = [new Dictionary<string, string> { ["RequestHeaderOriginalHost"] = "true" }],
                },
            ],
            [
                new ClusterConfig
                {
                    ClusterId = "origin",
                    Destinations = new Dictionary<string, DestinationConfig> { ["origin"] = new() { Address = builder.Configuration["origin"]! } },
                },
            ]);

        var app = builder.Build();
        app.UseRouting();
        app.MapReverseProxy();
        await app.RunAsync();
        return 0;
    }
}
