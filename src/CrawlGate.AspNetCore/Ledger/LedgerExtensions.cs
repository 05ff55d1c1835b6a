using CrawlGate.Ethereum;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers the ledger and what keeps it; an <see cref="IPaymentLedger"/> registered before takes precedence.</summary>
internal static class LedgerExtensions
{
    public static void AddLedger(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new LedgerSettings { Retention = TimeSpan.FromDays(Options(provider).RetentionDays) });
        services.TryAddSingleton(CreateStore);
        services.TryAddSingleton(provider => provider.GetRequiredService<PaymentStore>().Ledger);
        services.TryAddSingleton(provider => provider.GetRequiredService<PaymentStore>().Journal);
        services.TryAddSingleton<LedgerChores>();
        services.TryAddSingleton<SettlementDesk>();
        services.TryAddSingleton<LedgerUpkeep>();
        services.TryAddSingleton<IAuthorizationWitness>(provider => new ChainWitness(WitnessRpc(provider)));
        services.AddHostedService(provider => provider.GetRequiredService<LedgerUpkeep>());
        services.AddHostedService<Reconciler>();
        services.AddHostedService<DeferredSettlement>();
    }

    private static PaymentStore CreateStore(IServiceProvider provider) =>
        StoreAddress.TryParse(Options(provider).Store, out var address)
            ? PaymentStore.Create(address, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<LedgerSettings>(), provider.GetRequiredService<ILoggerFactory>())
            : throw new OptionsValidationException(PolicyCompiler.Section, typeof(CrawlGateOptions), ["Store is not configured."]);

    private static EthereumRpcClient? WitnessRpc(IServiceProvider provider) =>
        Options(provider).Rpc is { Count: > 0 } urls ? new EthereumRpcClient([.. urls.Select(url => new Uri(url))], timeProvider: provider.GetRequiredService<TimeProvider>()) : null;

    private static CrawlGateOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<CrawlGateOptions>>().Value;
}
