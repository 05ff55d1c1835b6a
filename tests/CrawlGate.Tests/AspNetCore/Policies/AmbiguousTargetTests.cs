using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Targets that the origin may read differently: no spelling of a page is treated better than the page.</summary>
public sealed class AmbiguousTargetTests
{
    private static readonly string[] Pages = ["/", "/archive/1", "/archive", "/api/x", "/public/a", "/shop", "/free"];

    private static readonly RequestClassification[] Everybody =
    [
        Visitors.Browser, Visitors.Unknown, Visitors.Crawler(), Visitors.Crawler(identity: IdentityVerdict.Verified, method: VerificationMethod.IpRange),
        Visitors.Crawler(identity: IdentityVerdict.Spoofed), Visitors.Crawler(CrawlerPurpose.Search), Visitors.Crawler(CrawlerPurpose.Agent, token: "NovaAct", by: "Amazon"),
    ];

    private static readonly RuleOptions[] Rules =
    [
        new() { When = new() { Path = ["/public/", "/$"] }, Action = "allow" },
        new() { When = new() { Path = ["/archive/"], Purpose = ["training"] }, Action = "charge", Price = "$0.01", Prices = { ["verified"] = "$0.005" }, FreePerDay = 1_000_000 },
        new() { When = new() { Path = ["/api"], Kind = ["unknown"] }, Action = "ratelimit", PerMinute = 1_000_000 },
        new() { When = new() { Crawler = ["NovaAct"] }, Action = "allow" },
        new() { When = new() { Path = ["/shop"] }, Action = "charge", Price = "$0.5" },
        new() { When = new() { Operator = ["OpenAI"], Identity = ["spoofed"] }, Action = "block", Status = 410 },
        new() { When = new() { Path = ["/archive/"], Method = ["GET"] }, Action = "block" },
    ];

    [Fact]
    public void Every_spelling_of_a_page_gets_the_same_or_a_severer_decision_whatever_the_order_of_rules()
    {
        for (var rotation = 0; rotation < Rules.Length; rotation++)
        {
            var rules = Rules.Skip(rotation).Concat(Rules.Take(rotation)).ToList();
            var policies = GatePolicies.Create(options =>
            {
                options.Rules = rules;
                options.Policies["other"] = new PolicyOptions { Price = "$0.02", Rules = [.. rules.AsEnumerable().Reverse().Take(4)] };
            });
            foreach (var who in Everybody)
            {
                var ambiguous = policies.DecideAmbiguous(Visitors.Request("//x/..%2f"), who).Outcome;
                foreach (var (page, policy) in Pages.SelectMany(page => policies.All.Select(policy => (page, policy))))
                {
                    var plain = policy.Decide(Visitors.Request(page), who, isFreePath: false).Outcome;
                    Assert.False(plain.IsSevererThan(ambiguous), $"{page} by {policy.Name}: {plain.Text}, ambiguous {ambiguous.Text}");
                }
            }
        }
    }

    [Fact]
    public void Permission_by_path_never_wins_over_a_later_charge()
    {
        var policies = GatePolicies.Create(options => options.Rules = [new() { When = new() { Path = ["/public/"] }, Action = "allow" }]);
        Assert.Equal("charge 0.001", policies.DecideAmbiguous(Visitors.Request("//"), Visitors.Crawler()).Outcome.Text);
    }

    [Fact]
    public void Permission_by_name_ends_a_policy()
    {
        var policies = GatePolicies.Create(options => options.Rules = [new() { When = new() { Crawler = ["GPTBot"] }, Action = "allow" }]);
        Assert.Equal("allow", policies.DecideAmbiguous(Visitors.Request("//"), Visitors.Crawler()).Outcome.Text);
    }

    [Fact]
    public void The_dearest_price_of_all_policies_counts_for_those_whom_it_concerns()
    {
        var policies = GatePolicies.Create(options =>
        {
            options.Policies["archive"] = new PolicyOptions { Price = "$0.01" };
            options.Policies["service"] = new PolicyOptions { Price = "$0.005", Charge = ChargedAudience.Everyone };
        });
        Assert.Equal("charge 0.01", policies.DecideAmbiguous(Visitors.Request("//"), Visitors.Crawler()).Outcome.Text);
        Assert.Equal("charge 0.005", policies.DecideAmbiguous(Visitors.Request("//"), Visitors.Browser).Outcome.Text);
        Assert.Equal("allow", GatePolicies.Create().DecideAmbiguous(Visitors.Request("//"), Visitors.Browser).Outcome.Text);
    }

    [Fact]
    public void A_policy_on_trial_does_not_open_the_pages_of_one_in_force()
    {
        var policies = GatePolicies.Create(options =>
        {
            options.Mode = "observe";
            options.Rules = [new() { Action = "block" }];
            options.Policies["shop"] = new PolicyOptions { Mode = "enforce" };
        });
        var decision = policies.DecideAmbiguous(Visitors.Request("//"), Visitors.Crawler());
        Assert.Equal(("charge 0.001", true), (decision.Outcome.Text, decision.IsCarriedOut));
        Assert.False(policies.DecideAmbiguous(Visitors.Request("//"), Visitors.Browser).IsCarriedOut);
    }
}
