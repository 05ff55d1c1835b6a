using CrawlGate.Tests;
using CrawlGate.X402;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.IntegrationTests;

/// <summary>The real gateway between a real site and a facilitator of ill will; it waits for facilitators two seconds, not ninety.</summary>
public sealed class HostileSite : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private TestOrigin? _origin;
    private TestGateway? _gateway;
    private ScriptedFacilitator? _facilitator;
    private LogRecorder? _log;

    public TestOrigin Origin => _origin!;

    public TestGateway Gateway => _gateway!;

    public ScriptedFacilitator Facilitator => _facilitator!;

    internal LogRecorder Log => _log!;

    /// <summary>A gateway for any facilitators, as impatient as this site's.</summary>
    internal static Task<TestGateway> StartGatewayAsync(Uri origin, LogRecorder? log, params Uri[] facilitators) => TestGateway.StartAsync(
        TestGateway.RemoteSettings(origin, facilitators),
        configure: builder =>
        {
            builder.Services.AddSingleton<IFacilitator>(new FacilitatorPool(
                [.. facilitators.Select(url => new HttpFacilitator(url, new HttpFacilitatorOptions { VerifyTimeout = Patience, SettleTimeout = Patience }))]));
            if (log is not null)
            {
                builder.Logging.AddProvider(log).AddFilter<LogRecorder>("CrawlGate", LogLevel.Debug);
            }
        });

    public async Task InitializeAsync()
    {
        _log = new LogRecorder();
        _origin = await TestOrigin.StartAsync();
        _facilitator = await ScriptedFacilitator.StartAsync();
        _gateway = await StartGatewayAsync(_origin.Url, _log, _facilitator.Url);
    }

    public async Task DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _facilitator!.DisposeAsync();
        await _origin!.DisposeAsync();
    }
}

/// <summary>One site for all of them, one test at a time: what the facilitator says is the site's.</summary>
[CollectionDefinition(Name)]
public sealed class HostileCollection : ICollectionFixture<HostileSite>
{
    public const string Name = "Hostile facilitator";
}
