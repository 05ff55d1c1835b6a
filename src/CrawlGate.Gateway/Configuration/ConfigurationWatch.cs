using System.Runtime.InteropServices;
using CrawlGate.AspNetCore;
using Yarp.ReverseProxy.Configuration;

namespace CrawlGate.Gateway;

/// <summary>
/// Puts a changed configuration file to use without dropping a request, when everything in it is right. SIGHUP has it read at once.
/// </summary>
internal sealed partial class ConfigurationWatch(
    string[] args, IConfiguration configuration, GateReload gate, InMemoryConfigProvider? wholeSite, TimeProvider time, ILogger<ConfigurationWatch> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string[] file = [GatewayConfiguration.FileOf(args)];
        var files = new FileChanges(time);
        files.Remember(file);
        using var hangup = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangup);
        while (!stoppingToken.IsCancellationRequested)
        {
            await files.WaitAsync(() => file, stoppingToken);
            TryApply();
        }
    }

    /// <summary>Reads the file again; false, with the reasons in the log, when something is wrong with it.</summary>
    internal bool TryApply()
    {
        try
        {
            return TryRead();
        }
        catch (Exception exception)
        {
            // Thrown from here it would end the gateway, which goes on well without the change.
            Threw(exception);
            return false;
        }
    }

    private bool TryRead()
    {
        var read = GatewayFile.Read(GatewayConfiguration.FileOf(args));
        var candidate = GatewayConfiguration.Try(read, args, out var errors);
        var origin = candidate.GetSection(GatewayConfiguration.Section)[GatewayConfiguration.OriginKey];
        if (errors.Count == 0 && origin is null == wholeSite is not null)
            errors = [$"{GatewayConfiguration.Section}:{GatewayConfiguration.OriginKey}: cannot give way to {GatewayConfiguration.ProxySection}, or take its place, while the gateway runs; restart it"];
        if (errors.Count > 0)
        {
            Rejected(string.Join(Environment.NewLine, errors.Prepend("")));
            return false;
        }

        // First the policies, then the routes that name them.
        if (!gate.TryApply(candidate.GetSection(GatewayConfiguration.Section)))
            return false;

        GatewayFileSource.Replace((IConfigurationRoot)configuration, read.Settings);
        if (origin is not null)
            wholeSite!.Update(GatewayProxy.Routes, GatewayProxy.Clusters(origin));
        return true;
    }

    private void OnHangup(PosixSignalContext context)
    {
        // The default would be to end the process.
        context.Cancel = true;
        TryApply();
    }

    [LoggerMessage(1, LogLevel.Error, "The changed configuration was not taken, the old one stays: {Errors}")]
    private partial void Rejected(string errors);

    [LoggerMessage(2, LogLevel.Error, "Reading the changed configuration failed, the old one stays.")]
    private partial void Threw(Exception exception);
}
