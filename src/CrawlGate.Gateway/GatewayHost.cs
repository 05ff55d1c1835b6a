using System.Diagnostics.CodeAnalysis;
using CrawlGate.AspNetCore;
using CrawlGate.Personhood;
using Yarp.ReverseProxy.Configuration;

namespace CrawlGate.Gateway;

/// <summary>The gateway as a program: reads one configuration file, says everything that is wrong with it, or serves.</summary>
public static class GatewayHost
{
    // The host would watch an appsettings.json that the gateway does not read.
    private const string NoFileWatching = "--hostBuilder:reloadConfigOnChange=false";

    private static readonly TimeSpan FirstProbeLimit = TimeSpan.FromSeconds(15);

    /// <summary>Runs until stopped. 0 after an orderly stop, 1 when the configuration is wrong.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (!TryBuild(args, out var app, out var errors))
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, errors.Prepend("The gateway cannot start:")));
            return 1;
        }

        await using (app)
        {
            try
            {
                await app.StartAsync();
            }
            catch (LedgerUnavailableException exception)
            {
                await Console.Error.WriteLineAsync($"The gateway cannot remember payments: {exception.Message}");
                return 1;
            }

            if (await FindsWrongFacilitatorAsync(app) is { } wrong)
            {
                await Console.Error.WriteLineAsync($"The gateway cannot take payments: {wrong}");
                await app.StopAsync();
                return 1;
            }

            if (await FindsWrongWorldIdAsync(app) is { } wrongChain)
            {
                await Console.Error.WriteLineAsync($"The gateway cannot verify proofs of World ID: {wrongChain}");
                await app.StopAsync();
                return 1;
            }

            await app.WaitForShutdownAsync();
            return 0;
        }
    }

    /// <summary>Builds the gateway without starting it.</summary>
    public static bool TryBuild(string[] args, [NotNullWhen(true)] out WebApplication? app, out IReadOnlyList<string> errors) =>
        TryBuild(args, configure: null, beforeGate: null, out app, out errors);

    /// <summary>The same for tools that ask the gateway instead of running it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Changes services and logging when everything is registered.</param>
    /// <param name="beforeGate">Adds middleware behind routing and in front of the gate.</param>
    /// <param name="app">The gateway.</param>
    /// <param name="errors">Everything that is wrong with the configuration.</param>
    internal static bool TryBuild(
        string[] args, Action<WebApplicationBuilder>? configure, Action<WebApplication>? beforeGate,
        [NotNullWhen(true)] out WebApplication? app, out IReadOnlyList<string> errors)
    {
        app = null;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args, NoFileWatching] });
        errors = GatewayConfiguration.Load(builder.Configuration, args);
        if (errors.Count > 0)
            return false;

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The origin has its own limit, and a gate that stops uploads would be one more thing that breaks a site.
            kestrel.Limits.MaxRequestBodySize = null;
            if (builder.Configuration.GetValue<bool>($"{GatewayConfiguration.Section}:{GatewayConfiguration.ProxyProtocolKey}"))
                kestrel.ConfigureEndpointDefaults(listen => listen.UseProxyProtocol(listen.ApplicationServices.GetRequiredService<ClientAddressResolver>().TrustedProxies));
        });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddCrawlGate(builder.Configuration.GetSection(GatewayConfiguration.Section), GatewayConfiguration.OwnKeys);
        builder.Services.AddGatewayProxy(builder.Configuration);
        builder.Services.AddSingleton(services => new ConfigurationWatch(
            args, builder.Configuration, services.GetRequiredService<GateReload>(), services.GetService<InMemoryConfigProvider>(),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ConfigurationWatch>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<ConfigurationWatch>());
        configure?.Invoke(builder);

        app = builder.Build();
        app.UseClientAddress();
        app.UseRouting();
        beforeGate?.Invoke(app);
        app.UseCrawlGate();
        // YARP's routes may name authorization policies. Left to itself the framework puts this before everything, quotes too.
        app.UseAuthorization();
        app.MapHealth();
        app.MapX402Facilitator();
        app.MapGatewayProxy();
        return true;
    }

    /// <summary>A facilitator or chain that contradicts the configuration is found at deployment, not by the first buyer.</summary>
    private static async Task<string?> FindsWrongFacilitatorAsync(WebApplication app)
    {
        var readiness = app.Services.GetRequiredService<FacilitatorReadiness>();
        var answered = await Task.WhenAny(readiness.FirstAnswer, Task.Delay(FirstProbeLimit, app.Lifetime.ApplicationStopping));
        return answered == readiness.FirstAnswer && readiness.FirstAnswer.Result is ProbeResult.Wrong(var detail) ? detail : null;
    }

    /// <summary>So is a node of another chain, or one that knows no verifier: nobody could prove anything there.</summary>
    private static async Task<string?> FindsWrongWorldIdAsync(WebApplication app)
    {
        var readiness = app.Services.GetRequiredService<WorldIdReadiness>();
        var answered = await Task.WhenAny(readiness.FirstAnswer, Task.Delay(FirstProbeLimit, app.Lifetime.ApplicationStopping));
        return answered == readiness.FirstAnswer && readiness.FirstAnswer.Result is { State: WorldIdSetupState.Wrong } wrong ? wrong.Detail : null;
    }
}
