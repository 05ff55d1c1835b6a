using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrawlGate.AspNetCore;

/// <summary>Registers the verification of crawlers by the name of their address.</summary>
internal static class ReverseDnsExtensions
{
    /// <summary>Adds the signal, with options that were checked.</summary>
    public static IServiceCollection AddReverseDns(this IServiceCollection services, Func<IServiceProvider, ReverseDnsOptions> options)
    {
        services.TryAddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICrawlerSignal, ReverseDnsSignal>());
        return services;
    }
}
