using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers the facilitator service; without <c>Facilitator:Serve</c> it does nothing.</summary>
internal static class FacilitatorServiceExtensions
{
    public static void AddFacilitatorService(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => FacilitatorServiceCompiler.Compile(Options(provider).Facilitator, new SettingErrors(PolicyCompiler.Section)));
        services.TryAddSingleton(provider => new FacilitatorHealth(
            provider.GetRequiredService<FacilitatorServiceSettings>(),
            () => new EthereumRpcClient([.. Options(provider).Rpc.Select(url => new Uri(url))], timeProvider: provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<IFacilitator>,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FacilitatorHealth>>()));
        services.TryAddSingleton<ServedFacilitator>();
        services.AddTransient<IStartupFilter, FacilitatorPathCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<FacilitatorHealth>());
    }

    private static CrawlGateOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<CrawlGateOptions>>().Value;
}
