using System.Net;

namespace CrawlGate.AspNetCore;

/// <summary>How the names of crawlers' addresses are looked up.</summary>
public sealed class ReverseDnsSettings
{
    private const int DnsPort = 53;

    /// <summary>Whether they are.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The recursive DNS servers to ask, like <c>192.0.2.1</c> or <c>[2001:db8::1]:5353</c>, in order of preference; none for the system's own.</summary>
    public List<string> Servers { get; set; } = [];

    /// <summary>How long a request may wait for the lookup of its address; later requests have its answer. At most a minute; zero never waits.</summary>
    public TimeSpan WaitAtMost { get; set; } = TimeSpan.FromMilliseconds(800);

    internal ReverseDnsOptions Compile(SettingErrors errors)
    {
        var servers = new List<IPEndPoint>();
        foreach (var (i, text) in Servers.Index())
        {
            if (!IPEndPoint.TryParse(text, out var server))
                errors.Add($"{nameof(Servers)}:{i}", $"'{text}' is not an IP address, with or without a port");
            else
                servers.Add(server.Port == 0 ? new IPEndPoint(server.Address, DnsPort) : server);
        }

        var options = new ReverseDnsOptions { Enabled = Enabled, Servers = servers, WaitAtMost = WaitAtMost };
        foreach (var error in options.FindErrors())
            errors.Add(error[..error.IndexOf(':')], error[(error.IndexOf(':') + 2)..]);
        return options;
    }
}
