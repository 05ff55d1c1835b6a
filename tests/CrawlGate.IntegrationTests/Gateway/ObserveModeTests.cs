namespace CrawlGate.IntegrationTests;

/// <summary>A gateway that only observes, as one starts that nobody told otherwise.</summary>
public sealed class ObserveModeTests
{
    private const string Key = "0123456789abcdef";

    [Fact]
    public async Task Nothing_is_charged_refused_or_changed_and_the_operator_can_ask_what_would_be()
    {
        await using var origin = await TestOrigin.StartAsync();
        await using var facilitator = await ScriptedFacilitator.StartAsync();
        var settings = TestGateway.RemoteSettings(origin.Url, facilitator.Url);
        settings.Remove("Mode");
        settings["OperatorKey"] = Key;
        await using var gateway = await TestGateway.StartAsync(settings);

        var passed = await gateway.GetAsync("paid/a", ("PAYMENT-SIGNATURE", "x"));
        Assert.Equal(200, passed.Status);
        Assert.True(passed.Leaks);
        Assert.DoesNotContain(passed.Headers.Keys, name => name.StartsWith("X-CrawlGate", StringComparison.OrdinalIgnoreCase) || name.StartsWith("PAYMENT", StringComparison.OrdinalIgnoreCase));

        var asked = await gateway.GetAsync("inject", ("X-CrawlGate-Ask", Key));
        Assert.Matches("^charge 0.001; rule=\"training, agents and assistants\"; identity=unverifiable; decision=[0-9a-z]{13}$", asked.Header("X-CrawlGate-Would"));
        Assert.Null(asked.Header("X-CrawlGate-Decision"));
        Assert.DoesNotContain(origin.Requests, request => request.Headers.ContainsKey("X-CrawlGate-Ask") || request.Headers.ContainsKey("PAYMENT-SIGNATURE"));
        Assert.Equal(0, facilitator.CountOf("/verify") + facilitator.CountOf("/settle"));
    }
}
