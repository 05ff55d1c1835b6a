namespace CrawlGate.AspNetCore;

/// <summary>How an identity was proven.</summary>
public enum VerificationMethod
{
    /// <summary>A message signature under a key of the operator's directory (draft-ietf-webbotauth).</summary>
    WebBotAuth,

    /// <summary>An address on the operator's published list.</summary>
    IpRange,

    /// <summary>An address whose name is the operator's, and whose name leads back to the address.</summary>
    ReverseDns,
}
