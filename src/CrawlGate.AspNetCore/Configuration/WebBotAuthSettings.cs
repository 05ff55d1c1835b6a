namespace CrawlGate.AspNetCore;

/// <summary>How signatures of requests (Web Bot Auth) are verified.</summary>
public sealed class WebBotAuthSettings
{
    /// <summary>Whether they are.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// For tests alone: also asks key directories on private and loopback addresses, and over plain HTTP. A gate that does so lets strangers send
    /// requests into its own network.
    /// </summary>
    public bool UnsafeAllowPrivateAddressesAndPlainHttp { get; set; }
}
