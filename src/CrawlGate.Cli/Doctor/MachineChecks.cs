using System.Net;
using CrawlGate.AspNetCore;
using CrawlGate.WebBotAuth;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.Cli;

/// <summary>What the gateway needs of the machine it runs on.</summary>
internal sealed class MachineChecks(CrawlGateOptions options, string contentRoot, TimeProvider time)
{
    // The best known address that a search engine crawls from.
    private static readonly IPAddress Example = IPAddress.Parse("66.249.66.1");

    /// <summary>Whether payments outlive a restart.</summary>
    public async Task<IReadOnlyList<Finding>> TestLedgerAsync(CancellationToken cancellationToken)
    {
        const string Name = "ledger";
        if (!StoreAddress.TryParse(options.Store, out var address) || address.Kind == StoreKind.Memory)
            return [Finding.Warning(Name, "is in memory: payments are forgotten at restart", "set Store to sqlite:PATH or redis:CONNECTION")];

        await using var store = PaymentStore.Create(address, time, new LedgerSettings(), NullLoggerFactory.Instance);
        try
        {
            await store.Ledger.OpenAsync(cancellationToken);
            return [Finding.Ok(Name, address.Kind == StoreKind.Sqlite ? $"{address.Location} can be used" : "Redis can be used")];
        }
        catch (LedgerUnavailableException exception)
        {
            return [Finding.Failed(Name, exception.Message, "the gateway does not start without it")];
        }
    }

    /// <summary>Whether the signatures that most bots make can be verified.</summary>
    public Finding TestSignatures() =>
        !options.Verification.WebBotAuth.Enabled ? Finding.Skipped("ed25519", "Web Bot Auth is switched off")
        : Ed25519.IsSupported ? Finding.Ok("ed25519", "OpenSSL has it: signed requests can be verified")
        : Finding.Warning("ed25519", "OpenSSL without Ed25519: most signed requests cannot be verified", "install OpenSSL 3");

    /// <summary>Whether address lists can be kept.</summary>
    public Finding TestDirectory()
    {
        const string Name = "data directory";
        if (options.Verification.IpRanges is not { Enabled: true, Directory: { } directory })
            return Finding.Skipped(Name, "nothing is kept on disk");

        var path = Path.Combine(contentRoot, directory);
        var probe = Path.Combine(path, Path.GetRandomFileName() + ".tmp");
        try
        {
            Directory.CreateDirectory(path);
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return Finding.Ok(Name, $"{path} can be written to");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Finding.Warning(Name, $"{path} cannot be written to ({failure.GetType().Name})", "give the gateway's user the right to, or every restart fetches all address lists anew");
        }
    }

    /// <summary>Whether published address lists are there.</summary>
    public static Finding TestLists(IpRangeStore lists)
    {
        const string Name = "address lists";
        if (!lists.IsEnabled)
            return Finding.Skipped(Name, "they are switched off");

        var all = lists.Status;
        var fresh = all.Count(list => list.State == RangeSourceState.Fresh);
        var stale = all.Count(list => list.State == RangeSourceState.Stale);
        var failing = all.FirstOrDefault(list => list.LastError is not null);
        var detail = $"{fresh} of {all.Count} are fresh, {stale} stale, {all.Count - fresh - stale} not there{(failing is null ? "" : $"; {failing.Url}: {failing.LastError}")}";
        return fresh == all.Count
            ? Finding.Ok(Name, detail)
            : Finding.Warning(Name, detail, failing is null ? "the gateway fetches them when it runs; --fetch does so now" : "open the way to these sites; crawlers stay unverifiable until then");
    }

    /// <summary>Whether names of addresses can be looked up.</summary>
    public async Task<IReadOnlyList<Finding>> TestDnsAsync(bool isWanted)
    {
        const string Name = "dns";
        if (!isWanted || !options.Verification.ReverseDns.Enabled)
            return [Finding.Skipped(Name, isWanted ? "reverse DNS is switched off" : "not asked (--no-dns)")];

        var settings = options.Verification.ReverseDns.Compile(new SettingErrors(""));
        var system = new SystemDnsServers(time);
        var resolver = new DnsResolver(() => settings.Servers is { Count: > 0 } own ? own : system.Get(), settings.Timeout, settings.Tries, time);
        var names = await new AddressLookup(resolver, time).FindAsync(Example);
        return names switch
        {
            { Failure: { } failure } => [Finding.Failed(Name, $"the name of {Example} cannot be looked up ({SettingName.Of(failure)})", "name a resolver in Verification:ReverseDns:Servers, or open the way to the system's")],
            { Names: [{ LeadsBack: true } name, ..] } => [Finding.Ok(Name, $"{Example} is {name.Name}, and back")],
            _ => [Finding.Warning(Name, $"{Example} has no name that leads back to it", "ask another resolver: this one's answers refute honest crawlers")],
        };
    }
}
