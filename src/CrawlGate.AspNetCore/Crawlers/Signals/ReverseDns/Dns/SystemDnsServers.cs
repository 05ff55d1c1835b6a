using System.Net;
using System.Net.NetworkInformation;

namespace CrawlGate.AspNetCore;

/// <summary>The servers that the system itself asks; read again now and then, because machines move between networks.</summary>
internal sealed class SystemDnsServers(TimeProvider time, string path = SystemDnsServers.ResolvConf)
{
    private const string ResolvConf = "/etc/resolv.conf";
    private const int Port = 53;
    private const int MaxServers = 3;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private volatile Reading? _last;

    /// <summary>At most three, in order; none when the system names none.</summary>
    public IReadOnlyList<IPEndPoint> Get()
    {
        var now = time.GetUtcNow();
        if (_last is { } last && (now - last.At).Duration() < Lifetime)
            return last.Servers;

        var servers = Read();
        _last = new Reading(servers, now);
        return servers;
    }

    /// <summary>The <c>nameserver</c> lines of a resolv.conf.</summary>
    public static IReadOnlyList<IPEndPoint> Parse(string text)
    {
        var servers = new List<IPEndPoint>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..] && servers.Count < MaxServers && IPAddress.TryParse(address, out var server))
                servers.Add(new IPEndPoint(server, Port));
        }

        return servers;
    }

    private IReadOnlyList<IPEndPoint> Read()
    {
        try
        {
            return File.Exists(path) && Parse(File.ReadAllText(path)) is { Count: > 0 } servers ? servers : OfInterfaces();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NetworkInformationException or PlatformNotSupportedException)
        {
            return [];
        }
    }

    private static IPEndPoint[] OfInterfaces() =>
        [.. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().DnsAddresses)
            .Where(address => !address.IsIPv6SiteLocal) // what Windows names when it has none
            .Distinct()
            .Take(MaxServers)
            .Select(address => new IPEndPoint(address, Port))];

    private sealed record Reading(IReadOnlyList<IPEndPoint> Servers, DateTimeOffset At);
}
