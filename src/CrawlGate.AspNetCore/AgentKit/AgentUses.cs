using System.Text;

namespace CrawlGate.AspNetCore;

/// <summary>
/// What agents have had, at all gateways together, by names of <see cref="AgentWeek"/>: how often a person used a page, to whom a lower price is open,
/// and what was sold at it.
/// </summary>
internal sealed class AgentUses(IEphemeralStore store, LimitedCounter counter)
{
    /// <summary>Counts one use; false when there were as many as allowed.</summary>
    public ValueTask<bool> TryUseAsync(AgentWeek week, string human, int limit, CancellationToken cancellationToken) =>
        counter.TryCountAsync(Count(human), limit, week.Ends, cancellationToken);

    /// <summary>Whether a person has used up what is allowed.</summary>
    public async ValueTask<bool> IsUsedUpAsync(string human, int? limit, CancellationToken cancellationToken) =>
        limit is { } most && await counter.ReadAsync(Count(human), cancellationToken) >= most;

    /// <summary>Opens the lower price to a person, by whatever name it will come back.</summary>
    public async ValueTask OpenAsync(string name, string human, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (key, value) = (Open(name), Encoding.ASCII.GetBytes(human));
        if (!await store.TryAddAsync(key, value, until, cancellationToken))
            await store.TryReplaceAsync(key, value, value, until, cancellationToken);
    }

    /// <summary>The person to whom the lower price is open under a name; null when it is to nobody.</summary>
    public ValueTask<string?> FindOpenAsync(string name, CancellationToken cancellationToken) => FindAsync(Open(name), cancellationToken);

    /// <summary>The person to whom something was sold for a payment; null when nothing was.</summary>
    public ValueTask<string?> FindSoldAsync(string payment, CancellationToken cancellationToken) => FindAsync(Sold(payment), cancellationToken);

    /// <summary>Counts a sale, each payment once; false when there were as many as allowed. Whoever asks has claimed the payment, so nobody else asks for it now.</summary>
    public async ValueTask<bool> TrySellAsync(AgentWeek week, string human, string payment, int? limit, CancellationToken cancellationToken)
    {
        if (await FindSoldAsync(payment, cancellationToken) is not null)
            return true;
        if (limit is { } most && !await TryUseAsync(week, human, most, cancellationToken))
            return false;

        await store.TryAddAsync(Sold(payment), Encoding.ASCII.GetBytes(human), week.Ends, cancellationToken);
        return true;
    }

    private static string Count(string name) => "agentkit:" + name;

    private static string Open(string name) => "agentkit-open:" + name;

    private static string Sold(string name) => "agentkit-sold:" + name;

    private async ValueTask<string?> FindAsync(string key, CancellationToken cancellationToken) =>
        await store.ReadAsync(key, cancellationToken) is { } human ? Encoding.ASCII.GetString(human) : null;
}
