using System.Diagnostics.CodeAnalysis;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>The weeks in which agents are asked and believed: this one and, for those who were asked a moment before it began, the last.</summary>
internal sealed class AgentWeeks(EpochKeys keys, AgentKitSettings settings, AgentKitChain chain, TimeProvider time)
{
    private readonly AgentBook _book = new(chain.Find, settings.Book, time);
    private volatile AgentWeek[] _weeks = [];

    /// <summary>The week that new offers belong to, if its keys are known. Asks nobody.</summary>
    public bool TryGet([MaybeNullWhen(false)] out AgentWeek week)
    {
        week = null;
        return keys.TryGet(Epochs.Issuing(time.GetUtcNow()), out var key) && (week = Of(key)) is not null;
    }

    /// <summary>The same, asking for the keys.</summary>
    /// <exception cref="LedgerUnavailableException">They are not known yet and the store does not answer.</exception>
    public async ValueTask<AgentWeek> GetAsync(CancellationToken cancellationToken) => Of(await keys.IssuingAsync(cancellationToken));

    /// <summary>The week before, while what was offered in it can still be answered; null when it cannot.</summary>
    /// <exception cref="LedgerUnavailableException">Its keys are not known here and the store does not answer.</exception>
    public async ValueTask<AgentWeek?> GetFormerAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var former = Epochs.Issuing(now - settings.MaxAge);
        return former != Epochs.Issuing(now) && await keys.FindAsync(former, cancellationToken) is { } key ? Of(key) : null;
    }

    private AgentWeek Of(EpochKey key)
    {
        foreach (var known in _weeks)
        {
            if (known.Epoch == key.Epoch)
                return known;
        }

        // Two who make the same one make equal ones.
        var week = new AgentWeek(key, settings, _book, chain.Find, time);
        _weeks = [.. _weeks.Where(other => other.Ends > time.GetUtcNow()), week];
        return week;
    }
}
