using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Chaos;

/// <summary>Puts something around a registered service, whatever implements it.</summary>
internal static class Decoration
{
    public static void Decorate<T>(this IServiceCollection services, Func<T, IServiceProvider, T> around)
        where T : class
    {
        var inner = services.LastOrDefault(descriptor => descriptor.ServiceType == typeof(T)) ?? throw new InvalidOperationException($"No {typeof(T).Name} is registered.");
        services.Remove(inner);
        services.AddSingleton(provider => around(Make<T>(inner, provider), provider));
    }

    private static T Make<T>(ServiceDescriptor inner, IServiceProvider provider) => (T)(
        inner.ImplementationInstance
        ?? inner.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
}
