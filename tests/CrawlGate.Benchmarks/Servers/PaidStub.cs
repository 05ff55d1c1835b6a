using CrawlGate.AspNetCore;
using CrawlGate.Gateway;
using CrawlGate.X402;

namespace CrawlGate.Benchmarks;

/// <summary>
/// The gateway with a facilitator that knows no chain, to measure the gate's own work on a paid request: decoding, matching,
/// full verification of the signature, claim, proxying, receipt. Everything but the facilitator is the gateway's.
/// </summary>
internal static class PaidStub
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args });
        if (GatewayConfiguration.Load(builder.Configuration, args) is { Count: > 0 } errors)
            throw new InvalidOperationException(string.Join(Environment.NewLine, errors));

        BenchServer.Configure(builder);
        builder.Services.AddSingleton<IFacilitator, StubFacilitator>();
        builder.Services.AddSingleton<IFacilitatorProbe, StubFacilitator>();
        builder.Services.AddCrawlGate(builder.Configuration.GetSection(GatewayConfiguration.Section), GatewayConfiguration.OwnKeys);
        builder.Services.AddGatewayProxy(builder.Configuration);

        var app = builder.Build();
        app.UseClientAddress();
        app.UseRouting();
        app.UseCrawlGate();
        app.UseAuthorization();
        app.MapHealth();
        app.MapGatewayProxy();
        await app.RunAsync();
        return 0;
    }
}
