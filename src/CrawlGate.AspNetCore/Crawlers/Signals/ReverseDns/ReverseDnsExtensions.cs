using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrawlGate.AspNetCore;

/// <summary>Registers the verification of crawlers by the name of their address.</summary>
internal static class ReverseDnsExtensions
{
    /// <summary>Adds the signal.</summary>
    /// <exception cref="OptionsValidationException">With everything that is wrong with the options.</exception>
    public static IServiceCollection AddReverseDns(this IServiceCollection services, ReverseDnsOptions? options = null)
    {
        options ??= new ReverseDnsOptions();
        if (options.FindErrors().ToArray() is { Length: > 0 } errors)
            throw new OptionsValidationException(nameof(ReverseDnsOptions), typeof(ReverseDnsOptions), errors);

        services.TryAddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICrawlerSignal, ReverseDnsSignal>());
        return services;
    }
}
