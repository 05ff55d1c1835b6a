using CrawlGate.X402;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers whoever settles; an <see cref="IFacilitator"/> and <see cref="IFacilitatorProbe"/> registered before take precedence.</summary>
internal static class FacilitationExtensions
{
    public static void AddFacilitation(this IServiceCollection services)
    {
        services.AddFacilitatorService();
        services.TryAddSingleton<LocalSettlement>();
        services.TryAddSingleton<IFacilitator>(provider => IsLocal(provider) ? provider.GetRequiredService<LocalSettlement>().Facilitator : CreatePool(provider));
        services.TryAddSingleton<IFacilitatorProbe>(provider => IsLocal(provider)
            ? provider.GetRequiredService<LocalSettlement>()
            : new SupportedProbe(provider.GetRequiredService<IFacilitator>(), provider.GetRequiredService<CurrentGate>()));
        services.AddHostedService<FacilitatorWatch>();
    }

    private static bool IsLocal(IServiceProvider provider) => Options(provider).Facilitator.Local is not null;

    private static FacilitatorPool CreatePool(IServiceProvider provider) =>
        new([.. Options(provider).Facilitator.Urls.Select((_, i) => RemoteFacilitators.Create(Options(provider).Facilitator, i, Time(provider)))], timeProvider: Time(provider));

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private static CrawlGateOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<CrawlGateOptions>>().Value;
}
