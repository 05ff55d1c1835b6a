using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers the check of addresses against published lists; an <see cref="IRangeFetcher"/> registered before takes precedence.</summary>
internal static class IpRangeExtensions
{
    /// <param name="services">The services.</param>
    /// <param name="crawlers">The catalogue to begin with; <see cref="IpRangeStore.Use"/> replaces it.</param>
    /// <param name="configure">Changes the settings.</param>
    public static void AddIpRanges(
        this IServiceCollection services, Func<IServiceProvider, IReadOnlyList<Crawler>> crawlers, Action<IpRangeOptions>? configure = null)
    {
        var options = services.AddOptions<IpRangeOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IpRangeOptions>, IpRangeOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRangeFetcher>(provider => new HttpRangeFetcher(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new RangeCopies(
            DirectoryAt(provider, Options(provider).Directory),
            DirectoryAt(provider, Options(provider).SnapshotDirectory),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RangeCopies>>()));
        services.TryAddSingleton(provider => CreateStore(provider, crawlers(provider)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICrawlerSignal, IpRangeSignal>());
        services.AddHostedService<IpRangeRefresh>();
    }

    private static IpRangeStore CreateStore(IServiceProvider provider, IReadOnlyList<Crawler> crawlers)
    {
        var store = new IpRangeStore(
            Options(provider),
            provider.GetRequiredService<IRangeFetcher>(),
            provider.GetRequiredService<RangeCopies>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<IpRangeStore>>());
        store.Use(crawlers);
        return store;
    }

    private static RangeDirectory? DirectoryAt(IServiceProvider provider, string? path)
    {
        var root = provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory;
        return path is null ? null : new RangeDirectory(Path.Combine(root, path));
    }

    private static IpRangeOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<IpRangeOptions>>().Value;
}
