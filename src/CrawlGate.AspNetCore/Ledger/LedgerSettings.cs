using System.Security.Cryptography;

namespace CrawlGate.AspNetCore;

/// <summary>What a ledger needs to know about the process that uses it.</summary>
internal sealed record LedgerSettings
{
    /// <summary>This process among all that share the ledger; a new one at each start.</summary>
    public string Owner { get; init; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>How long a process that does not report counts as alive. Whoever was only paused finds its payments taken over, and withholds.</summary>
    public TimeSpan OwnerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long settled and failed payments are kept after they expired.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);
}
