namespace CrawlGate.AspNetCore;

/// <summary>What this process itself remembers of what must be forgotten.</summary>
internal interface IEphemeralMemory
{
    /// <summary>Forgets what is over. Asked every minute.</summary>
    ValueTask TidyAsync(CancellationToken cancellationToken);
}
