using System.Net;

namespace CrawlGate.WebBotAuth;

/// <summary>How a <see cref="PublicHttpClient"/> reaches servers.</summary>
public sealed record PublicHttpClientOptions
{
    /// <summary>Looks a host name up; the system's resolver by default. It is asked once per connection, and what it answers is what is connected to.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolver { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>For the name look-up, the connection and the TLS handshake together; 3 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The <c>User-Agent</c> header.</summary>
    public string UserAgent { get; init; } = "CrawlGate";

    /// <summary>
    /// For tests alone: also asks servers on private and loopback addresses, and over plain HTTP. A gate that does so lets
    /// strangers send requests into its own network.
    /// </summary>
    public bool UnsafeAllowPrivateAddressesAndPlainHttp { get; init; }
}
