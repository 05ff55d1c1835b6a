using System.Collections.Concurrent;
using CrawlGate.AspNetCore;
using CrawlGate.Gateway;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.IntegrationTests;

/// <summary>The password of a store is in the configuration and nowhere else: not in logs, not in what the tool prints, not in an answer.</summary>
public sealed class StoreSecretTests : IDisposable
{
    private const string Secret = "hunter2hunter2";

    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData($"redis:127.0.0.1:1,password={Secret}")]
    [InlineData($"redis:127.0.0.1:1, PASSWORD = {Secret} ,prefix=site")]
    [InlineData($"redis://:{Secret}@127.0.0.1:1")]
    [InlineData($"redis:127.0.0.1:1,password=x,{Secret}")]
    [InlineData($"redis:127.0.0.1:1,pasword={Secret}")]
    [InlineData($"rediss://:{Secret}@127.0.0.1:1")]
    [InlineData(Secret)]
    public async Task The_tool_does_not_print_it(string store)
    {
        var settings = ToolFolder.Settings();
        settings["Store"] = store;
        var config = _folder.Write(settings);
        foreach (var arguments in (string[][])[["check"], ["doctor", "--no-dns"], ["explain", "/page", "--no-dns"], ["ledger", "list"], ["ledger", "export"]])
        {
            var (_, output, error) = await Tool.RunAsync([.. arguments, "--config", config]);
            Assert.NotEmpty(output + error);
            Assert.DoesNotContain("hunter2", output + error);
        }
    }

    [Fact]
    public async Task A_gateway_that_loses_its_store_says_nothing_of_it_in_logs_answers_and_reloads()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--requirepass", Secret);
        await using var origin = await TestOrigin.StartAsync();
        await using var facilitator = await ScriptedFacilitator.StartAsync();
        var settings = TestGateway.RemoteSettings(origin.Url, facilitator.Url);
        settings["Store"] = $"redis:{redis.Address},password={Secret}";
        using var log = new Everything();
        await using var gateway = await TestGateway.StartAsync(
            settings, configure: builder => builder.Logging.AddProvider(log).AddFilter<Everything>(null, LogLevel.Trace), arguments: ["--Logging:LogLevel:Default", "Trace"]);
        var quote = await gateway.QuoteAsync();
        var said = new List<Answer> { await gateway.PayAsync("paid/secret", Payer.CreatePoor().Pay(quote)) };
        Assert.Equal(200, said[0].Status);

        await redis.KillAsync();
        said.Add(await gateway.PayAsync("paid/secret", Payer.CreatePoor().Pay(quote)));
        Assert.Equal(503, said[1].Status);
        foreach (var store in (string[])[$"redis:127.0.0.1:1,password={Secret}!", $"redis://:{Secret}@127.0.0.1:1", Secret])
        {
            var changed = settings.DeepClone().AsObject();
            changed["Store"] = store;
            TestGateway.WriteConfiguration(gateway.Folder, changed);
            Assert.False(gateway.Services.GetRequiredService<ConfigurationWatch>().TryApply());
        }

        while (gateway.Services.GetRequiredService<LedgerUpkeep>().Lost is null)
            await Task.Delay(50);
        said.AddRange([await gateway.GetAsync("readyz"), await gateway.GetAsync("healthz")]);
        Assert.Equal(503, said[2].Status);

        Assert.Contains(log.Lines, line => line.Contains(nameof(LedgerUnavailableException), StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("CrawlGate:Store", StringComparison.Ordinal));
        Assert.All(log.Lines, line => Assert.DoesNotContain("hunter2", line));
        Assert.All(said, answer => Assert.DoesNotContain("hunter2", answer.Body + string.Join('\n', answer.Headers.Values)));
    }

    /// <summary>Keeps every line with its whole exception.</summary>
    private sealed class Everything : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {state} {exception}");

        public void Dispose()
        {
        }
    }
}
