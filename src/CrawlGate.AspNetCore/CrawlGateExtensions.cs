using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds CrawlGate to an ASP.NET Core application.</summary>
public static class CrawlGateExtensions
{
    /// <summary>
    /// Adds the gate, configured by the <c>CrawlGate</c> section. Mistakes, unknown keys among them, stop the application at
    /// start with all of them in one <see cref="OptionsValidationException"/>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Usually <c>builder.Configuration.GetSection("CrawlGate")</c>.</param>
    /// <param name="ownKeys">Keys of the section that the application reads itself.</param>
    public static IServiceCollection AddCrawlGate(this IServiceCollection services, IConfigurationSection section, params string[] ownKeys)
    {
        services.AddSingleton(new GateSettings(section, ownKeys));
        services.AddSingleton(new UnknownSettings([.. UnknownKeys.FindErrors(section, typeof(CrawlGateOptions), ownKeys)]));
        services.Configure<CrawlGateOptions>(section);
        return services.AddGate();
    }

    /// <summary>Adds the gate, configured in code.</summary>
    public static IServiceCollection AddCrawlGate(this IServiceCollection services, Action<CrawlGateOptions> configure)
    {
        services.Configure(configure);
        return services.AddGate();
    }

    /// <summary>
    /// Prices the endpoints that <c>RequirePayment</c> marks. Put it after routing and before whatever caches or compresses
    /// responses, so that nothing paid for is answered to somebody else. It includes <see cref="ClientAddressExtensions.UseClientAddress"/>, which may
    /// stand earlier too, so that everything sees the client's address.
    /// </summary>
    public static IApplicationBuilder UseCrawlGate(this IApplicationBuilder app)
    {
        app.ApplicationServices.GetRequiredService<GateInUse>().IsInUse = true;
        return app.UseClientAddress().UseMiddleware<HumanMiddleware>().UseMiddleware<CrawlGateMiddleware>();
    }

    private static IServiceCollection AddGate(this IServiceCollection services)
    {
        services.AddOptions<CrawlGateOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CrawlGateOptions>, CrawlGateOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GateInUse>();
        services.TryAddSingleton<IPaymentScheme, ExactEvmScheme>();
        services.AddLedger();
        services.AddHumans();
        services.AddAgentKit();
        services.TryAddSingleton(Compile);
        services.TryAddSingleton<CurrentGate>();
        services.TryAddSingleton<DecisionIds>();
        services.TryAddSingleton<DecisionLog>();
        services.TryAddSingleton<AccessExplainer>();
        services.TryAddSingleton<Solvency>();
        services.TryAddSingleton<PaymentMemory>();
        services.TryAddSingleton<Resumption>();
        services.TryAddSingleton<PaymentGate>();
        services.TryAddSingleton<FacilitatorReadiness>();
        services.TryAddSingleton(provider => provider.GetRequiredService<GateSnapshot>().ClientAddress);
        services.AddCrawlers();
        services.AddFacilitation();
        services.AddTransient<IStartupFilter, PricedEndpointCheck>();
        services.AddHostedService<ObserveNotice>();
        services.TryAddSingleton<GateReload>();
        services.AddHostedService(provider => provider.GetRequiredService<GateReload>());
        services.AddHostedService(provider => provider.GetRequiredService<FacilitatorReadiness>());
        return services;
    }

    private static GateSnapshot Compile(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<CrawlGateOptions>>().Value;
        return PolicyCompiler.Compile(options, provider.GetRequiredService<IPaymentScheme>(), out var errors, provider.GetRequiredService<TimeProvider>())
            ?? throw new OptionsValidationException(PolicyCompiler.Section, typeof(CrawlGateOptions), errors);
    }
}
