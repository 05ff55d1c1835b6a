using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers everything about agents. Without a mode that is set all of it stays asleep.</summary>
internal static class AgentKitExtensions
{
    public static void AddAgentKit(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => AgentKitCompiler.Compile(provider.GetRequiredService<IOptions<CrawlGateOptions>>().Value.AgentKit, new SettingErrors(PolicyCompiler.Section)));
        services.TryAddSingleton<AgentKitChain>();
        services.TryAddSingleton<AgentWeeks>();
        services.TryAddSingleton<AgentOffers>();
        services.TryAddSingleton<AgentUses>();
        services.TryAddSingleton<AgentGate>();
    }
}
