using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Explanations are of what is decided, and change nothing.</summary>
public sealed class AccessExplainerTests
{
    private static readonly RequestClassification[] Everybody =
    [
        Visitors.Browser, Visitors.Unknown, Visitors.Crawler(), Visitors.Crawler(identity: IdentityVerdict.Verified, method: VerificationMethod.IpRange),
        Visitors.Crawler(identity: IdentityVerdict.Spoofed), Visitors.Crawler(CrawlerPurpose.Search, token: "Googlebot", by: "Google"),
        Visitors.Crawler(CrawlerPurpose.Agent, token: "NovaAct", by: "Amazon"), Visitors.Crawler(CrawlerPurpose.Scanner, IdentityVerdict.Verified, method: VerificationMethod.WebBotAuth),
    ];

    private static readonly List<RuleOptions> Rules =
    [
        new() { When = new() { Path = ["/public/", "/$"] }, Action = "allow" },
        new() { When = new() { Path = ["/robots.txt"], Kind = ["crawler"], Identity = ["spoofed"] }, Action = "block", OverrideFreePaths = true },
        new() { When = new() { Path = ["/archive/"], Purpose = ["training"] }, Action = "charge", Price = "$0.01", FreePerDay = 1 },
        new() { When = new() { Kind = ["unknown", "browser"], Method = ["POST"] }, Action = "ratelimit", PerMinute = 1 },
        new() { When = new() { Crawler = ["NovaAct"], Verification = ["web-bot-auth"] }, Action = "allow" },
        new() { When = new() { Operator = ["Google", "Amazon"] }, Action = "charge", Price = "$0.5" },
    ];

    [Fact]
    public async Task The_rule_that_decides_is_the_one_that_decides_and_failures_are_those_of_conditions_that_fail()
    {
        var classifier = new ScriptedClassifier();
        foreach (var who in Everybody)
        {
            classifier.Who = who;
            foreach (var path in (string[])["/", "/public/x", "/archive/1", "/robots.txt", "/page", "/a//b", "/archive;x"])
            {
                foreach (var method in (string[])["GET", "HEAD", "POST", "PROPFIND"])
                {
                    // A gate of its own for each, because the second decision of some is another one.
                    var (gate, explainer) = Create(classifier);
                    var context = Priced(path, method);
                    var explained = await explainer.ExplainAsync(context);
                    var decision = new Visit(context, Policy, gate).Decide(who);

                    Assert.Equal((decision.Rule.Name, decision.Outcome.Text), (explained.Decision!.Value.Rule.Name, explained.Decision.Value.Outcome.Text));
                    Assert.Equal(decision.Rule == AccessRule.FreePath ? [] : [decision.Rule.Name], explained.Rules.Where(rule => rule.Verdict == RuleVerdict.Decides).Select(rule => rule.Name));
                    foreach (var (rule, said) in decision.Policy.Rules.Zip(explained.Rules))
                    {
                        var traits = RequestTraits.Of(method, who);
                        var matches = explained.IsAmbiguous ? rule.When.MatchesButForPath(traits, who) : rule.When.Matches(traits, who, path);
                        Assert.Equal(matches, said.Failures.Count == 0);
                    }
                }
            }
        }
    }

    [Fact]
    public async Task Asking_uses_up_nothing()
    {
        var classifier = new ScriptedClassifier();
        var (gate, explainer) = Create(classifier);
        for (var i = 0; i < 5; i++)
            Assert.Equal("allow", (await explainer.ExplainAsync(Priced("/archive/1"))).Decision!.Value.Outcome.Text);
        Assert.Equal("allow", Decide(Priced("/archive/1")));
        Assert.Equal("charge 0.01", Decide(Priced("/archive/1")));
        Assert.Equal("charge 0.02", (await explainer.ExplainAsync(Priced("/archive//1"))).Decision!.Value.Outcome.Text);

        classifier.Who = Visitors.Browser;
        for (var i = 0; i < 5; i++)
            Assert.Equal("allow", (await explainer.ExplainAsync(Priced("/page", "POST"))).Decision!.Value.Outcome.Text);
        Assert.Equal("allow", Decide(Priced("/page", "POST")));
        Assert.Equal("ratelimit", Decide(Priced("/page", "POST")));

        string Decide(HttpContext context) => new Visit(context, Policy, gate).Decide(classifier.Who).Outcome.Text;
    }

    [Fact]
    public void Failures_name_what_is_and_what_was_wanted()
    {
        var rule = Assert.Single(GatePolicies.Create(options => options.Rules = [new() { When = new() { Path = ["/archive/"], Purpose = ["training", "agent"], Identity = ["verified"], Crawler = ["GPTBot"], Method = ["POST"] }, Action = "allow" }])["default"].Rules.Take(1));
        var who = Visitors.Crawler(CrawlerPurpose.Search, token: "Googlebot", by: "Google");
        Assert.Equal(
            ["Path is /page, not /archive/", "Purpose is search, not training or agent", "Identity is unverifiable, not verified", "Method is GET, not POST", "Crawler is Googlebot, not GPTBot"],
            ConditionExplainer.FindFailures(rule.When, RequestTraits.Of("GET", who), who, "/page"));
    }

    private static PaymentPolicyMetadata Policy { get; } = new("default", IsForwarded: true);

    private static HttpContext Priced(string path, string method = "GET")
    {
        var context = Visitors.Request(path, method, "192.0.2.1");
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(Policy), "page"));
        return context;
    }

    private static (GateSnapshot Gate, AccessExplainer Explainer) Create(IRequestClassifier classifier)
    {
        var gate = GatePolicies.Compile(options =>
        {
            options.Rules = Rules;
            options.Policies["other"] = new PolicyOptions { Price = "$0.02" };
        });
        return (gate, new AccessExplainer(new CurrentGate(gate), classifier));
    }
}
