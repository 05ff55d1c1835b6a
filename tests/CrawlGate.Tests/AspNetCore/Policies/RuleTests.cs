using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What rules decide, without a server.</summary>
public sealed class RuleTests
{
    private static readonly RuleOptions Block = new() { Action = "block" };

    public static TheoryData<string, string, bool> Conditions => new()
    {
        { "Purpose", "training", true }, { "Purpose", "Training", true }, { "Purpose", "user-fetch", false },
        { "Crawler", "gptbot", true }, { "Crawler", "CCBot", false }, { "Crawler", "GPT", false },
        { "Operator", "openai", true }, { "Operator", "Google", false },
        { "Identity", "verified", true }, { "Identity", "UNVERIFIABLE", false },
        { "Verification", "ip-range", true }, { "Verification", "web-bot-auth", false }, { "Verification", "reverse-dns", false },
        { "Kind", "crawler", true }, { "Kind", "browser", false },
        { "Method", "GET", true }, { "Method", "get", true }, { "Method", "POST", false },
        { "Path", "/page", true }, { "Path", "*", true }, { "Path", "/other", false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Each_condition_holds_for_whom_it_names(string condition, string value, bool holds)
    {
        var who = Visitors.Crawler(identity: IdentityVerdict.Verified, method: VerificationMethod.IpRange);
        var when = new RuleConditionOptions();
        typeof(RuleConditionOptions).GetProperty(condition)!.SetValue(when, new List<string> { "seo", "/nowhere", value }.Where(item => IsOf(condition, item) || item == value).ToList());
        Assert.Equal(holds ? "block 403" : "charge 0.001", Decide(who, new RuleOptions { When = when, Action = "block" }));

        static bool IsOf(string condition, string item) => (condition, item) is ("Purpose", "seo") or ("Path", "/nowhere");
    }

    [Fact]
    public void All_conditions_must_hold_and_the_first_rule_that_matches_wins()
    {
        var both = new RuleOptions { When = new() { Crawler = ["GPTBot"], Path = ["/old"] }, Action = "block" };
        var second = new RuleOptions { When = new() { Crawler = ["GPTBot"] }, Action = "allow" };
        var third = new RuleOptions { Action = "charge" };
        Assert.Equal("allow", Decide(Visitors.Crawler(), both, second, third));
        Assert.Equal("block 403", DecideAt("/old/1", Visitors.Crawler(), both, second, third));
        Assert.Equal("charge 0.001", Decide(Visitors.Crawler(token: "CCBot"), both, second, third));
    }

    [Fact]
    public void GET_stands_for_HEAD_and_other_verbs_match_no_method()
    {
        var rule = new RuleOptions { When = new() { Method = ["GET"] }, Action = "block" };
        Assert.Equal("block 403", Decide(Visitors.Browser, "/page", "HEAD", rule));
        Assert.Equal("allow", Decide(Visitors.Browser, "/page", "PROPFIND", rule));
        Assert.Equal("allow", Decide(Visitors.Browser, "/page", "POST", rule));
    }

    [Theory]
    [InlineData(IdentityVerdict.Verified, "charge 0.005")]
    [InlineData(IdentityVerdict.Unverifiable, "charge 0.01")]
    [InlineData(IdentityVerdict.Spoofed, "charge 5")]
    public void Prices_depend_on_how_much_of_the_identity_is_proven(IdentityVerdict identity, string expected) => Assert.Equal(
        expected,
        Decide(Visitors.Crawler(identity: identity), new RuleOptions { Action = "charge", Price = "$0.01", Prices = { ["verified"] = "$0.005", ["Spoofed"] = "$5" } }));

    [Fact]
    public void Rules_without_a_name_are_numbered()
    {
        var policy = Policy([Block, new RuleOptions { Name = "own", Action = "block" }, Block]);
        Assert.Equal(["rule 1", "own", "rule 3"], policy.Rules.Take(3).Select(rule => rule.Name));
    }

    /// <summary>What the built-in rules make of every purpose and verdict.</summary>
    [Fact]
    public void Built_in_rules_charge_who_takes_block_who_lies_and_never_charge_a_search_engine()
    {
        foreach (var purpose in Enum.GetValues<CrawlerPurpose>())
        {
            var pays = purpose is CrawlerPurpose.Training or CrawlerPurpose.Agent or CrawlerPurpose.UserFetch;
            foreach (var identity in Enum.GetValues<IdentityVerdict>())
            {
                var expected = identity == IdentityVerdict.Spoofed ? "block 403" : pays ? "charge 0.001" : "allow";
                Assert.Equal(expected, Decide(Visitors.Crawler(purpose, identity)));
            }
        }

        Assert.Equal("allow", Decide(Visitors.Browser));
        Assert.Equal("allow", Decide(Visitors.Unknown));
    }

    [Fact]
    public void Where_everyone_pays_everyone_does()
    {
        var policy = GatePolicies.Create(options => options.Charge = ChargedAudience.Everyone)["default"];
        Assert.Equal("everybody", Assert.Single(policy.Rules).Name);
        foreach (var who in (RequestClassification[])[Visitors.Browser, Visitors.Unknown, Visitors.Crawler(CrawlerPurpose.Search)])
            Assert.Equal("charge 0.001", policy.Decide(Visitors.Request(), who, isFreePath: false).Outcome.Text);
    }

    [Fact]
    public void What_no_own_rule_means_is_left_to_the_built_in_ones()
    {
        var rule = new RuleOptions { When = new() { Crawler = ["CCBot"] }, Action = "block" };
        Assert.Equal("charge 0.001", Decide(Visitors.Crawler(), rule));
        Assert.Equal("allow", Decide(Visitors.Crawler(CrawlerPurpose.Search), rule));
        Assert.Equal("block 403", Decide(Visitors.Crawler(CrawlerPurpose.Search, IdentityVerdict.Spoofed), rule));
    }

    [Fact]
    public void Free_paths_are_reached_by_rules_that_say_so_and_by_no_others()
    {
        var policy = Policy([new() { Action = "block" }, new() { When = new() { Path = ["/feed"] }, Action = "charge", OverrideFreePaths = true }]);
        Assert.True(policy.ReachesFreePaths);
        Assert.Equal("charge 0.001", policy.Decide(Visitors.Request("/feed"), Visitors.Crawler(), isFreePath: true).Outcome.Text);
        var robots = policy.Decide(Visitors.Request("/robots.txt"), Visitors.Crawler(identity: IdentityVerdict.Spoofed), isFreePath: true);
        Assert.Equal(("allow", "free path"), (robots.Outcome.Text, robots.Rule.Name));
        Assert.False(Policy([Block]).ReachesFreePaths);
    }

    private static AccessPolicy Policy(List<RuleOptions> rules) => GatePolicies.Create(options => options.Rules = rules)["default"];

    private static string Decide(RequestClassification who, params RuleOptions[] rules) => Decide(who, "/page", "GET", rules);

    private static string DecideAt(string path, RequestClassification who, params RuleOptions[] rules) => Decide(who, path, "GET", rules);

    private static string Decide(RequestClassification who, string path, string method, params RuleOptions[] rules) =>
        Policy([.. rules]).Decide(Visitors.Request(path, method), who, isFreePath: false).Outcome.Text;
}
