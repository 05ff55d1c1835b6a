using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Cli;

/// <summary>Finds what is allowed and yet seldom meant.</summary>
internal static class PolicyLint
{
    public static IEnumerable<string> FindHints(GateSnapshot gate, CrawlGateOptions options)
    {
        foreach (var policy in gate.Policies.All.Where(policy => policy.Mode == GateMode.Observe))
            yield return $"policy {policy.Name} only observes: nobody is charged or refused until its Mode is enforce";
        if (options.Contact is null)
            yield return "CrawlGate:Contact is not set: people who are refused by mistake learn nobody to write to";

        foreach (var policy in gate.Policies.All)
        {
            foreach (var hint in FindUnreachable(policy, Summary.OwnRules(policy.Name, options)).Concat(FindRefusedSearch(policy, gate.Crawlers.Catalogue)))
                yield return $"policy {policy.Name}: {hint}";
        }
    }

    private static IEnumerable<string> FindUnreachable(AccessPolicy policy, int own)
    {
        for (var i = 1; i < own; i++)
        {
            var rule = policy.Rules[i];
            if (policy.Rules.Take(i).FirstOrDefault(earlier => Covers(earlier, rule)) is { } covering)
                yield return $"rule '{rule.Name}' is never reached: '{covering.Name}' before it matches everything that it does";
        }
    }

    /// <summary>Whether whatever a rule matches is matched by another, as far as that can be told without comparing paths.</summary>
    private static bool Covers(AccessRule earlier, AccessRule rule)
    {
        var (wide, narrow) = (earlier.When, rule.When);
        return !wide.HasPath
            && (narrow.Traits & ~wide.Traits) == 0
            && (earlier.OverridesFreePaths || !rule.OverridesFreePaths)
            && (wide.Crawlers is null || (narrow.Crawlers is not null && narrow.Crawlers.IsSubsetOf(wide.Crawlers)))
            && (wide.Operators is null || (narrow.Operators is not null && narrow.Operators.IsSubsetOf(wide.Operators)));
    }

    private static IEnumerable<string> FindRefusedSearch(AccessPolicy policy, CrawlerCatalogue catalogue) =>
        catalogue.Crawlers
            .Where(crawler => crawler.Purpose == CrawlerPurpose.Search)
            // The best known can prove themselves in both ways and have the shortest names; they stand for the others.
            .OrderByDescending(crawler => crawler is { IpRanges.Count: > 0, ReverseDns.Count: > 0 })
            .ThenBy(crawler => crawler.Token.Length)
            .SelectMany(crawler => Honest(crawler).SelectMany(who => RefusalsOf(policy.WithoutCounting(), who)))
            .GroupBy(refusal => (refusal.Rule, refusal.Outcome), refusal => refusal.Token)
            .Select(group => $"rule '{group.Key.Rule}' decides \"{group.Key.Outcome}\" about search crawlers ({List([.. group.Distinct()])}): pages that they cannot read vanish from search");

    /// <summary>A crawler that is what it says it is, proven or not.</summary>
    private static IEnumerable<RequestClassification> Honest(Crawler crawler) =>
    [
        new(ClientKind.Crawler, crawler, IdentityVerdict.Verified, [new Evidence(VerificationMethod.IpRange, SignalOutcome.Confirms, "")]),
        new(ClientKind.Crawler, crawler, IdentityVerdict.Unverifiable, []),
    ];

    private static IEnumerable<(string Rule, string Outcome, string Token)> RefusalsOf(AccessPolicy policy, RequestClassification who)
    {
        var traits = RequestTraits.Of(HttpMethods.Get, who);
        foreach (var rule in policy.Rules.Where(rule => rule.When.MatchesButForPath(traits, who)))
        {
            if (rule.Action.Decide(new DefaultHttpContext(), who, isAmbiguous: false) is var outcome and not AccessOutcome.Allow)
                yield return (rule.Name, outcome.Text, who.Crawler!.Token);
            if (!rule.When.HasPath)
                yield break;
        }
    }

    private static string List(string[] tokens) => tokens.Length <= 3 ? string.Join(", ", tokens) : $"{string.Join(", ", tokens.Take(3))} and {tokens.Length - 3} more";
}
