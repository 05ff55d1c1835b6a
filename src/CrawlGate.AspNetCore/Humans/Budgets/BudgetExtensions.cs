using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrawlGate.AspNetCore;

/// <summary>Registers what people have left to read.</summary>
internal static class BudgetExtensions
{
    /// <summary>Adds budgets and the keys of the weeks they are kept under; the store must be added too, and a <see cref="HumanBudgets"/>.</summary>
    public static IServiceCollection AddPassBudgets(this IServiceCollection services)
    {
        services.TryAddSingleton<EpochKeys>();
        services.TryAddSingleton<PassBudgets>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEphemeralMemory, EpochKeys>(provider => provider.GetRequiredService<EpochKeys>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEphemeralMemory, PassBudgets>(provider => provider.GetRequiredService<PassBudgets>()));
        return services;
    }
}
