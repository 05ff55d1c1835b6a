namespace CrawlGate.AspNetCore;

/// <summary>What a signal says about a claimed identity.</summary>
public enum SignalOutcome
{
    /// <summary>It proves the claim.</summary>
    Confirms,

    /// <summary>It refutes the claim: the operator's source is complete and fresh, and the client fails it.</summary>
    Refutes,

    /// <summary>It could have told and cannot now: a source that is stale, unreachable, malformed or known to have gaps.</summary>
    Unknown,
}
