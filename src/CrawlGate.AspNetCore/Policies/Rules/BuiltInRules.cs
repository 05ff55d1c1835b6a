namespace CrawlGate.AspNetCore;

/// <summary>What decides when none of an operator's own rules does: crawlers that take and give nothing back pay, everybody else passes.</summary>
internal static class BuiltInRules
{
    /// <summary>The rules, the last of which means everybody.</summary>
    public static IReadOnlyList<AccessRule> For(ChargedAudience audience, PaymentTerms terms) => audience switch
    {
        ChargedAudience.Everyone => [new AccessRule("everybody", RuleCondition.Always, new ChargeAction(terms))],
        _ =>
        [
            new AccessRule("spoofed crawlers", new RuleCondition(RequestTraits.Accepting(RequestTraits.Of(IdentityVerdict.Spoofed))), new FixedAction(new AccessOutcome.Block(403))),
            new AccessRule(
                "search, ads, feeds, previews, monitors and archives",
                For(CrawlerPurpose.Search, CrawlerPurpose.Ads, CrawlerPurpose.Feed, CrawlerPurpose.Preview, CrawlerPurpose.Monitor, CrawlerPurpose.Archive),
                AllowAction.Instance),
            new AccessRule("training, agents and assistants", For(CrawlerPurpose.Training, CrawlerPurpose.Agent, CrawlerPurpose.UserFetch), new ChargeAction(terms)),
            new AccessRule("everybody else", RuleCondition.Always, AllowAction.Instance),
        ],
    };

    private static RuleCondition For(params ReadOnlySpan<CrawlerPurpose> purposes)
    {
        var named = 0UL;
        foreach (var purpose in purposes)
            named |= RequestTraits.Of(purpose);
        return new RuleCondition(RequestTraits.Accepting(named));
    }
}
