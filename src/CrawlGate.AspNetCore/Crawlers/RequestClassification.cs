namespace CrawlGate.AspNetCore;

/// <summary>Who is asking, as far as the request tells. Instances are shared between requests.</summary>
/// <param name="Kind">What sort of client it looks like.</param>
/// <param name="Crawler">The crawler that the request says it is; null for everybody else, people first of all.</param>
/// <param name="Identity">How much of that is proven.</param>
/// <param name="Evidence">Why, strongest first; empty when no signal had anything to say.</param>
public sealed record RequestClassification(ClientKind Kind, Crawler? Crawler, IdentityVerdict Identity, IReadOnlyList<Evidence> Evidence)
{
    /// <summary>Nobody in particular.</summary>
    public static RequestClassification Unclaimed { get; } = new(ClientKind.Unknown, null, IdentityVerdict.Unclaimed, []);

    /// <summary>A person, by all appearances.</summary>
    public static RequestClassification Browser { get; } = new(ClientKind.Browser, null, IdentityVerdict.Unclaimed, []);

    /// <summary>How the identity was proven; null unless it was.</summary>
    public VerificationMethod? Method { get; } =
        Identity == IdentityVerdict.Verified ? Evidence.FirstOrDefault(piece => piece.Outcome == SignalOutcome.Confirms)?.Method : null;
}
