namespace CrawlGate.AspNetCore;

/// <summary>Why DNS did not say anything, neither yes nor no.</summary>
internal enum DnsFailure
{
    /// <summary>No server is configured, here or by the system.</summary>
    NoServer,

    /// <summary>No answer that fits the question came in time.</summary>
    TimedOut,

    /// <summary>The network refused: nobody listens, no route, connection reset.</summary>
    Unreachable,

    /// <summary>SERVFAIL.</summary>
    ServerFailure,

    /// <summary>REFUSED.</summary>
    Refused,

    /// <summary>The server says no without knowing: it neither resolves for others nor owns the name.</summary>
    NotRecursive,

    /// <summary>An answer that cannot be read, contradicts itself, is too long, or goes in circles.</summary>
    Malformed,

    /// <summary>Another response code, or a mistake of ours that the log tells of.</summary>
    Unexpected,
}
