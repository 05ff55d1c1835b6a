namespace CrawlGate.AspNetCore;

/// <summary>What becomes of a policy's decisions.</summary>
internal enum GateMode
{
    /// <summary>They are logged, and every request passes.</summary>
    Observe,

    /// <summary>They are carried out.</summary>
    Enforce,
}
