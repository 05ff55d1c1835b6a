using System.Text;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.Configuration;

namespace CrawlGate.Tests.AspNetCore;

public sealed class RuleConfigurationTests
{
    private const string Base =
        """
        "PublicUrl": "https://news.example", "PayTo": "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", "Price": "$0.001", "Network": "eip155:84532",
        "Facilitator": { "Urls": [ "https://facilitator.example" ] }
        """;

    [Fact]
    public void Rules_as_an_operator_writes_them_are_right() => Assert.Empty(Find(
        """
        "Mode": "Enforce", "OperatorKey": "0123456789abcdef", "DecisionsLoggedPerSecond": 0,
        "Rules": [
          { "Name": "archive for training", "When": { "Path": ["/archive/"], "Purpose": ["Training"] }, "Action": "charge", "Price": "$0.01",
            "Prices": { "verified": "$0.005" }, "FreePerDay": 100 },
          { "When": { "Crawler": ["Bytespider", "NobodyKnowsIt"] }, "Action": "block", "Status": 410, "Body": "Not here." },
          { "When": { "Operator": ["Google"], "Identity": ["verified"], "Verification": ["ip-range","REVERSE-DNS"] }, "Action": "ALLOW" },
          { "When": { "Path": ["/robots.txt", "/feed"] }, "Action": "allow" },
          { "When": { "Path": ["/feed"] }, "Action": "charge", "OverrideFreePaths": true },
          { "When": { "Path": ["/feed/*"] }, "Action": "charge" },
          { "When": { "Kind": ["unknown"], "Method": ["get"] }, "Action": "ratelimit", "PerMinute": 60 },
          { "When": {}, "Action": "charge" },
          { "Action": "allow" }
        ],
        "Policies": { "archive": { "Mode": "observe", "Rules": [ { "Action": "block" } ] } }
        """));

    [Fact]
    public void Every_mistake_is_reported_at_once_with_its_path()
    {
        var errors = Find(
            """
            "Mode": "enforced", "OperatorKey": "short", "DecisionsLoggedPerSecond": -1,
            "Rules": [
              { "When": { "Purpose": ["learning", "search"], "Kind": ["human"], "Identity": ["1"], "Verification": ["dns"], "Method": ["FETCH"], "Colour": ["red"] }, "Action": "charge" },
              { "When": { "Path": ["archive", "/x"], "Crawler": [""], "Operator": [] }, "Action": "deny" },
              { "When": { "Purpose": "training" } },
              { "Action": "challenge", "Price": "$1" },
              { "Action": "block", "Status": 402, "PerMinute": 5 },
              { "Action": "block", "Status": 302 },
              { "Action": "ratelimit" },
              { "Action": "ratelimit", "PerMinute": 0 },
              { "Action": "charge", "Price": "much", "Prices": { "proven": "$1", "verified": "$0" }, "FreePerDay": 0, "Body": "x" },
              { "When": { "Path": ["/robots.txt", "/.well-known/x402", "/Feed", "/.well-known/*"] }, "Action": "block", "Name": "two\nlines" }
            ],
            "Policies": { "old": { "Mode": "sleep", "Rules": [ { "Action": "allow", "Body": "x" } ] } }
            """);
        Assert.Equal(
            [
                "CrawlGate:DecisionsLoggedPerSecond", "CrawlGate:Mode", "CrawlGate:OperatorKey", "CrawlGate:Policies:old:Mode", "CrawlGate:Policies:old:Rules:0:Body",
                "CrawlGate:Rules:0:When:Colour", "CrawlGate:Rules:0:When:Identity:0", "CrawlGate:Rules:0:When:Kind:0", "CrawlGate:Rules:0:When:Method:0",
                "CrawlGate:Rules:0:When:Purpose:0", "CrawlGate:Rules:0:When:Verification:0",
                "CrawlGate:Rules:1:Action", "CrawlGate:Rules:1:When:Crawler:0", "CrawlGate:Rules:1:When:Operator", "CrawlGate:Rules:1:When:Path:0",
                "CrawlGate:Rules:2:Action", "CrawlGate:Rules:2:When:Purpose",
                "CrawlGate:Rules:3:Action", "CrawlGate:Rules:3:Price",
                "CrawlGate:Rules:4:PerMinute", "CrawlGate:Rules:4:Status", "CrawlGate:Rules:5:Status", "CrawlGate:Rules:6:PerMinute", "CrawlGate:Rules:7:PerMinute",
                "CrawlGate:Rules:8:Body", "CrawlGate:Rules:8:FreePerDay", "CrawlGate:Rules:8:Price", "CrawlGate:Rules:8:Prices:proven", "CrawlGate:Rules:8:Prices:verified",
                "CrawlGate:Rules:9:Name", "CrawlGate:Rules:9:When:Path:0", "CrawlGate:Rules:9:When:Path:1", "CrawlGate:Rules:9:When:Path:2", "CrawlGate:Rules:9:When:Path:3",
            ],
            errors.Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.Contains(errors, error => error.Contains("'learning' is none of training, search, user-fetch, agent"));
        Assert.Contains(errors, error => error.Contains("no proof of personhood is configured"));
        Assert.Contains(errors, error => error.Contains("'/robots.txt' is always free; set OverrideFreePaths to mean it"));
    }

    [Fact]
    public void Observing_is_the_default_and_policies_inherit_the_mode_or_have_their_own()
    {
        Assert.Equal(["default Observe", "shop Enforce"], Modes(null));
        Assert.Equal(["default Enforce", "shop Enforce"], Modes("enforce"));

        static IEnumerable<string> Modes(string? mode) => GatePolicies.Create(options =>
        {
            options.Mode = mode;
            options.Policies["shop"] = new PolicyOptions { Mode = "ENFORCE" };
        }).All.Select(policy => $"{policy.Name} {policy.Mode}");
    }

    [Fact]
    public void A_policy_has_its_own_rules_and_the_built_in_ones()
    {
        var policies = GatePolicies.Create(options =>
        {
            options.Rules = [new() { Name = "first", Action = "block" }];
            options.Policies["shop"] = new PolicyOptions();
            options.Policies["paid"] = new PolicyOptions { Charge = ChargedAudience.Everyone, Rules = [new() { Name = "own", When = new() { Path = ["/x"] }, Action = "block" }] };
        });
        Assert.DoesNotContain(policies["shop"].Rules, rule => rule.Name == "first");
        Assert.Equal(["own", "everybody"], policies["paid"].Rules.Select(rule => rule.Name));
    }

    private static IReadOnlyList<string> Find(string settings)
    {
        var json = $$"""{ "CrawlGate": { {{Base}}, {{settings}} } }""";
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        return CrawlGateConfiguration.FindErrors(configuration.GetSection("CrawlGate"), out _);
    }
}
