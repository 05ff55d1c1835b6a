using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>What tests against a hostile facilitator share; each begins with an honest one.</summary>
[Collection(HostileCollection.Name)]
public abstract class HostileFacilitatorTests
{
    /// <summary>What a facilitator must not get to tell a buyer.</summary>
    protected const string Secret = "https://rpc.example/v2/secret-key";

    protected HostileFacilitatorTests(HostileSite site)
    {
        Site = site;
        site.Facilitator.Reset();
        site.Origin.Hold();
        site.Origin.Release();
    }

    protected HostileSite Site { get; }

    protected ScriptedFacilitator Facilitator => Site.Facilitator;

    protected TestGateway Gateway => Site.Gateway;

    /// <summary>A page that no other test asks for.</summary>
    protected static string NewPath() => $"paid/{Guid.NewGuid():n}";

    protected static string Refusal(string payer, string reason = "insufficient_funds", string transaction = "") =>
        $$"""{"success":false,"errorReason":"{{reason}}","errorMessage":"{{Secret}}","transaction":"{{transaction}}","network":"eip155:84532","payer":"{{payer}}","extra":{"rpc":"{{Secret}}"} }""";

    protected async Task<string> HeaderAsync(Payer? payer = null) => Payer.Encode((payer ?? Payer.CreatePoor()).Pay(await Gateway.QuoteAsync()));

    protected async Task<Answer> PayAsync(string path) => await Gateway.PayAsync(path, await HeaderAsync());

    /// <summary>
    /// S35: a settlement of unknown outcome is answered without a quote and without a page, now and when the buyer comes again, and locks
    /// nothing but itself.
    /// </summary>
    protected async Task AssertUnknownAsync(Func<string, FacilitatorSays> settle)
    {
        var payer = Payer.CreatePoor();
        var (path, header) = (NewPath(), await HeaderAsync(payer));
        Facilitator.Settle = settle;

        var answer = await Gateway.PayAsync(path, header);

        Assert.Contains(answer.Status, (int[])[502, 503]);
        Assert.Equal("settlement_unknown", (string?)answer.Json["code"]);
        Assert.Null(answer.Quote);
        Assert.Null(answer.Receipt);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        AssertNothingLeaked(answer);
        Assert.Equal(1, Site.Origin.CountOf("/" + path));
        Assert.Equal(1, Facilitator.CountOf("/settle"));

        var again = await Gateway.PayAsync(path, header);
        Assert.Null(again.Quote);
        if (again.Receipt is { } receipt)
            Assert.True((bool)receipt["success"]!);
        else
            AssertNothingLeaked(again);

        Facilitator.Reset();
        var other = await Gateway.PayAsync(path, await HeaderAsync(payer));
        Assert.Equal(200, other.Status);
        Assert.True((bool)other.Receipt!["success"]!);
    }

    protected static void AssertUnavailable(Answer answer)
    {
        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Null(answer.Quote);
        Assert.Null(answer.Receipt);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        AssertNothingLeaked(answer);
    }

    /// <summary>Nothing of the page and nothing of the facilitator's own words.</summary>
    protected static void AssertNothingLeaked(Answer answer)
    {
        Assert.False(answer.Leaks);
        foreach (var text in (string[])[answer.Body, .. answer.Headers.Values, answer.Quote?.ToJsonString() ?? "", answer.Receipt?.ToJsonString() ?? ""])
        {
            Assert.DoesNotContain("secret", text);
            Assert.DoesNotContain("Exception", text);
        }
    }

    protected static string InvalidVerdict(string payer, string reason, string message = Secret) =>
        new JsonObject { ["isValid"] = false, ["invalidReason"] = reason, ["invalidMessage"] = message, ["payer"] = payer }.ToJsonString();
}
