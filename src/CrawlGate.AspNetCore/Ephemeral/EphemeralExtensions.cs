using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers the store for what must be forgotten; an <see cref="IEphemeralStore"/> registered before takes precedence.</summary>
internal static class EphemeralExtensions
{
    /// <summary>
    /// Adds the store that the <c>Store</c> setting names, and what sweeps it. It uses the ledger's connection, so the ledger must be added
    /// too. Nothing is opened before it is used.
    /// </summary>
    public static IServiceCollection AddEphemeralStore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(CreateStore);
        services.TryAddSingleton<OneTimeMarks>();
        services.TryAddSingleton<LimitedCounter>();
        services.AddHostedService<EphemeralUpkeep>();
        return services;
    }

    private static IEphemeralStore CreateStore(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        if (!StoreAddress.TryParse(provider.GetRequiredService<IOptions<CrawlGateOptions>>().Value.Store, out var address))
            throw new OptionsValidationException(PolicyCompiler.Section, typeof(CrawlGateOptions), ["Store is not configured."]);

        return address.Kind switch
        {
            StoreKind.Sqlite => new SqliteEphemeralStore(SqliteEphemeralStore.PathBeside(address.Location), time),
            StoreKind.Redis => new RedisEphemeralStore(provider.GetRequiredService<PaymentStore>().Redis!),
            _ => new MemoryEphemeralStore(time),
        };
    }
}
