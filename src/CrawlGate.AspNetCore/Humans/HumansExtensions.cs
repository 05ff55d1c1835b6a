using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers everything about people. Without a proof that is configured all of it stays asleep.</summary>
internal static class HumansExtensions
{
    public static void AddHumans(this IServiceCollection services)
    {
        services.AddEphemeralStore();
        services.TryAddSingleton(provider => PersonhoodCompiler.Compile(provider.GetRequiredService<IOptions<CrawlGateOptions>>().Value, new SettingErrors(PolicyCompiler.Section)));
        services.TryAddSingleton(provider => provider.GetRequiredService<PersonhoodSettings>().Budgets);
        services.TryAddSingleton(PersonhoodProviders.Create);
        services.AddPassBudgets();
        services.TryAddSingleton<PassReader>();
        services.TryAddSingleton<PersonhoodChallenges>();
        services.TryAddSingleton<ProofDesk>();
        services.TryAddSingleton<HumanEndpoints>();
        services.TryAddSingleton<HumanGate>();
        services.TryAddSingleton<WorldIdAnswers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEphemeralMemory, WorldIdAnswers>(provider => provider.GetRequiredService<WorldIdAnswers>()));
        services.TryAddSingleton<WorldIdReadiness>();
        services.AddHostedService(provider => provider.GetRequiredService<WorldIdReadiness>());
    }
}
