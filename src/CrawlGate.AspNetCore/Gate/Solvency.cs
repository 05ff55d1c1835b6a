using System.Collections.Concurrent;
using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Payers whom the chain has just been asked about. In the deferred flow they are not asked about again for a few seconds: what they could
/// get out of it unpaid is what they may owe anyway.
/// </summary>
internal sealed class Solvency(TimeProvider time)
{
    private const int MaxRemembered = 100_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(Address Payer, Address Asset), long> _verified = new();

    /// <summary>Whether this purchase needs no word of the chain before it is served.</summary>
    public bool IsKnown(Purchase purchase) =>
        purchase.Terms.Deferral is not null
        && _verified.TryGetValue(KeyOf(purchase), out var at)
        && time.GetElapsedTime(at) < Lifetime;

    /// <summary>The chain vouched for the payer, unless it did so before and was not asked again.</summary>
    public void Remember(Purchase purchase)
    {
        if (purchase.Terms.Deferral is null || !purchase.Check.SignatureProven || IsKnown(purchase))
            return;
        if (_verified.Count >= MaxRemembered)
            _verified.Clear();
        _verified[KeyOf(purchase)] = time.GetTimestamp();
    }

    private static (Address Payer, Address Asset) KeyOf(Purchase purchase) => (purchase.Check.Key.Payer, purchase.Check.Key.Asset);
}
