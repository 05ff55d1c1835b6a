using CrawlGate.Gateway;

namespace CrawlGate.IntegrationTests;

/// <summary>A store that is not there at the start, and one that goes away.</summary>
[Collection(ChainCollection.Name)]
public sealed class StoreOutageTests(ChainFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("redis:127.0.0.1:1,password=hunter2hunter2", "127.0.0.1:1")]
    [InlineData("sqlite:/proc/nowhere/ledger.db", "/proc/nowhere/ledger.db")]
    public async Task An_unreachable_store_at_the_start_is_said_and_ends_with_1(string store, string named)
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, new Uri("http://127.0.0.1:1"));
        settings["Store"] = store;
        var config = TestGateway.WriteConfiguration(_folder, settings);
        var (console, said) = (Console.Error, new StringWriter());
        Console.SetError(said);
        try
        {
            Assert.Equal(1, await GatewayHost.RunAsync(["--config", config, "--urls", "http://127.0.0.1:0"]));
        }
        finally
        {
            Console.SetError(console);
        }

        Assert.Contains(named, said.ToString());
        Assert.Contains("cannot remember payments", said.ToString());
        Assert.DoesNotContain("hunter2", said.ToString());
        Assert.DoesNotContain("   at ", said.ToString());
    }

    [Theory]
    [InlineData("postgres:localhost")]
    [InlineData("sqlite:")]
    [InlineData("")]
    public async Task A_store_of_no_known_kind_is_a_mistake_in_the_configuration(string store)
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, new Uri("http://127.0.0.1:1"));
        settings["Store"] = store;
        GatewayHost.TryBuild(["--config", TestGateway.WriteConfiguration(_folder, settings)], out _, out var errors);
        Assert.StartsWith("CrawlGate:Store: ", Assert.Single(errors));
    }

    [Fact]
    public async Task The_deferred_flow_does_not_keep_what_is_owed_in_memory()
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, new Uri("http://127.0.0.1:1"));
        (settings["Store"], settings["Flow"]) = ("memory", "deferred");
        GatewayHost.TryBuild(["--config", TestGateway.WriteConfiguration(_folder, settings)], out _, out var errors);
        Assert.StartsWith("CrawlGate:Store: ", Assert.Single(errors));
    }
}
