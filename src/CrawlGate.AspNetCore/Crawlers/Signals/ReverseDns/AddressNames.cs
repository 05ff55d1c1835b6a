namespace CrawlGate.AspNetCore;

/// <summary>What DNS said about an address, whoever claims to come from it.</summary>
/// <param name="Names">Its names, at most as many as are looked at.</param>
/// <param name="HasMore">Whether it has more names than these.</param>
/// <param name="Failure">Why its names are not known; null when they are.</param>
/// <param name="TimeToLive">The shortest time that any of the answers holds.</param>
/// <param name="LearntAt">When DNS said so.</param>
internal sealed record AddressNames(IReadOnlyList<AddressName> Names, bool HasMore, DnsFailure? Failure, TimeSpan TimeToLive, DateTimeOffset LearntAt)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestConfirmed = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestRefuted = TimeSpan.FromHours(1);
    private static readonly TimeSpan FailureRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(60);

    /// <summary>Whether DNS failed for the address or for one of its names.</summary>
    public bool IsIncomplete => Failure is not null || Names.Any(name => name.Failure is not null);

    /// <summary>What this says about a crawler whose names are below these domains; the failure goes with <see cref="NameVerdict.Failed"/>.</summary>
    public (NameVerdict Verdict, DnsFailure? Failure) Judge(IReadOnlyList<string> domains)
    {
        if (Failure is { } failed)
            return (NameVerdict.Failed, failed);

        DnsFailure? failure = null;
        var isClaimed = false;
        for (var i = 0; i < Names.Count; i++)
        {
            var name = Names[i];
            if (!DomainSuffix.AnyCovers(domains, name.Name))
                continue;
            if (name.LeadsBack)
                return (NameVerdict.Confirmed, null);
            isClaimed = true;
            failure ??= name.Failure;
        }

        var verdict = failure is not null ? NameVerdict.Failed
            : HasMore ? NameVerdict.TooManyNames
            : isClaimed ? NameVerdict.DoesNotLeadBack
            : Names.Count > 0 ? NameVerdict.OtherName
            : NameVerdict.NoName;
        return (verdict, failure);
    }

    /// <summary>How long a verdict stands. A refutation is looked at again soon: the address may have become the crawler's.</summary>
    public TimeSpan LifetimeOf(NameVerdict verdict) => verdict switch
    {
        NameVerdict.Failed => FailureLifetime,
        NameVerdict.Confirmed => Clamp(LongestConfirmed),
        _ => Clamp(LongestRefuted),
    };

    /// <summary>
    /// From which age on a request has the verdict renewed behind its back, so that none waits for what is known already: near
    /// the end, and for failures, which are no use to anybody, from half way.
    /// </summary>
    public TimeSpan RenewalAgeOf(NameVerdict verdict) => verdict == NameVerdict.Failed ? FailureRest : LifetimeOf(verdict) * 0.9;

    private TimeSpan Clamp(TimeSpan longest) => TimeToLive < Shortest ? Shortest : TimeToLive > longest ? longest : TimeToLive;
}

/// <summary>A name of an address.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="LeadsBack">Whether the name has the address among its own.</param>
/// <param name="Failure">Why that is not known; null when it is.</param>
internal readonly record struct AddressName(string Name, bool LeadsBack, DnsFailure? Failure);
