using System.Numerics;

namespace CrawlGate.Chaos;

/// <summary>What a run came to.</summary>
internal sealed record ChaosResult
{
    public required ChaosPlan Plan { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>How often a gateway died at each point.</summary>
    public required IReadOnlyDictionary<string, int> Kills { get; init; }

    /// <summary>How often a point was set and not reached in time.</summary>
    public required IReadOnlyDictionary<string, int> Missed { get; init; }

    /// <summary>What was seen of each incident.</summary>
    public required IReadOnlyList<(Incident Incident, string Seen)> Incidents { get; init; }

    /// <summary>Payments signed.</summary>
    public required int Payments { get; init; }

    /// <summary>Payments on chain.</summary>
    public required int Paid { get; init; }

    /// <summary>Payments that the ledger says are settled.</summary>
    public required int SettledPayments { get; init; }

    /// <summary>Payments that got their page.</summary>
    public required int Pages { get; init; }

    /// <summary>Transfers to the payee, in atomic units.</summary>
    public required BigInteger Transferred { get; init; }

    /// <summary>The sum of the ledger's settled payments, in atomic units.</summary>
    public required BigInteger Settled { get; init; }

    /// <summary>How often it was looked whether something was served unpaid.</summary>
    public required int Samples { get; init; }

    /// <summary>The most that was served and unpaid at a time, by the chain, in atomic units.</summary>
    public required long MostUnpaid { get; init; }

    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>The violations with all that is known about their payments; empty without any.</summary>
    public required string Evidence { get; init; }
}
