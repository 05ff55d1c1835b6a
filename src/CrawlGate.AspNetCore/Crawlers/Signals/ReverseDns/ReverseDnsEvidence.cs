using System.Runtime.CompilerServices;

namespace CrawlGate.AspNetCore;

/// <summary>The pieces of evidence, made once for each crawler.</summary>
internal sealed class ReverseDnsEvidence
{
    private static readonly Evidence[] Failures = [.. Enum.GetValues<DnsFailure>().Select(failure => Make(SignalOutcome.Unknown, $"DNS failed: {Describe(failure)}"))];

    private static readonly ConditionalWeakTable<Crawler, ReverseDnsEvidence> ByCrawler = [];

    private readonly Evidence _confirmed;
    private readonly Evidence _otherName;
    private readonly Evidence _doesNotLeadBack;

    private ReverseDnsEvidence(Crawler crawler)
    {
        var domains = string.Join(" or ", crawler.ReverseDns);
        _confirmed = Make(SignalOutcome.Confirms, $"The address's name is below {domains} and leads back to it");
        _otherName = Make(SignalOutcome.Refutes, $"The address's name is not below {domains}");
        _doesNotLeadBack = Make(SignalOutcome.Refutes, $"The address's name is below {domains}, but does not lead back to it");
    }

    /// <summary>The address is not one of the public Internet, or there is none.</summary>
    public static Evidence NoPublicAddress { get; } = Make(SignalOutcome.Unknown, "There is no public address to look up");

    /// <summary>The answer is not there yet.</summary>
    public static Evidence NotYetKnown { get; } = Make(SignalOutcome.Unknown, "The address's name is not known yet");

    private static Evidence NoName { get; } = Make(SignalOutcome.Refutes, "The address has no name");

    private static Evidence TooManyNames { get; } = Make(SignalOutcome.Unknown, $"The address has more than {AddressLookup.MaxNames} names and none of the first confirms");

    /// <summary>The evidence for a crawler.</summary>
    public static ReverseDnsEvidence For(Crawler crawler) =>
        ByCrawler.TryGetValue(crawler, out var evidence) ? evidence : ByCrawler.GetValue(crawler, static key => new ReverseDnsEvidence(key));

    /// <summary>The piece for a verdict.</summary>
    public Evidence Of(NameVerdict verdict, DnsFailure? failure) => verdict switch
    {
        NameVerdict.Confirmed => _confirmed,
        NameVerdict.NoName => NoName,
        NameVerdict.OtherName => _otherName,
        NameVerdict.DoesNotLeadBack => _doesNotLeadBack,
        NameVerdict.TooManyNames => TooManyNames,
        _ => Failures[(int)(failure ?? DnsFailure.Unexpected)],
    };

    private static Evidence Make(SignalOutcome outcome, string detail) => new(VerificationMethod.ReverseDns, outcome, detail);

    private static string Describe(DnsFailure failure) => failure switch
    {
        DnsFailure.NoServer => "no resolver is configured",
        DnsFailure.TimedOut => "no answer in time",
        DnsFailure.Unreachable => "the server cannot be reached",
        DnsFailure.ServerFailure => "the server failed",
        DnsFailure.Refused => "the server refused",
        DnsFailure.NotRecursive => "the server does not resolve for others",
        DnsFailure.Malformed => "the answer cannot be read",
        _ => "an unexpected answer",
    };
}
