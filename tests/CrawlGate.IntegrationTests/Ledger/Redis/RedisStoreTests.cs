using System.Diagnostics;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrawlGate.IntegrationTests;

/// <summary>What an operator meets who connects a gateway to a Redis.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisStoreTests(RedisServer server)
{
    [Fact]
    public async Task A_server_that_keeps_every_write_is_not_warned_about()
    {
        await using var stand = new RedisStand(server.Address);
        await stand.OpenAsync("first");
        Assert.DoesNotContain(stand.Log.Lines, line => line.Level >= LogLevel.Information);
    }

    [Theory]
    [InlineData("no", "everysec", "noeviction", "appendonly off")]
    [InlineData("yes", "everysec", "noeviction", "appendfsync everysec")]
    [InlineData("yes", "always", "allkeys-lru", "maxmemory-policy allkeys-lru")]
    public async Task A_server_that_may_forget_payments_is_warned_about(string appendOnly, string fsync, string policy, string warning)
    {
        await using var weak = await RedisServer.StartAsync("--appendonly", appendOnly, "--appendfsync", fsync, "--maxmemory-policy", policy);
        await using var stand = new RedisStand(weak.Address);
        await stand.OpenAsync("first");
        Assert.Contains(warning, Assert.Single(stand.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hides_its_settings_is_used_and_the_operator_told()
    {
        await using var managed = await RedisServer.StartAsync("--appendonly", "yes", "--rename-command", "CONFIG", "");
        await using var stand = new RedisStand(managed.Address);
        await stand.ClaimedAsync(await stand.OpenAsync("first"), 1);
        Assert.Empty(stand.Warnings);
        Assert.Contains(stand.Log.Lines, line => line.Level == LogLevel.Information && line.Text.Contains("does not show its settings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_within_seconds_and_used_once_it_is_there()
    {
        await using var late = await RedisServer.StartAsync("--appendonly", "yes");
        await late.KillAsync();
        await using var stand = new RedisStand(late.Address);
        var ledger = new RedisPaymentLedger(stand.Store("first"));
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.OpenAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Contains(late.Address, failure.Message, StringComparison.Ordinal);
        Assert.Contains("nobody accepts the connection", failure.Message, StringComparison.Ordinal);

        await late.StartAsync();
        await UntilItWorksAsync(async () => await ledger.OpenAsync());
        await stand.ClaimedAsync(ledger, 1);
    }

    [Theory]
    [InlineData(",password=WrongSecret77")]
    [InlineData("")]
    public async Task A_wrong_password_is_said_to_be_wrong_and_never_shown(string password)
    {
        await using var guarded = await RedisServer.StartAsync("--requirepass", "RightSecret77");
        await using var stand = new RedisStand(guarded.Address + password);
        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await stand.OpenAsync("first"));
        Assert.Contains("password is wrong or missing", failure.Message, StringComparison.Ordinal);
        Assert.Contains(guarded.Address, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret77", failure + string.Concat(stand.Log.Lines), StringComparison.Ordinal);

        await using var right = new RedisStand($"{guarded.Address},password=RightSecret77");
        await right.ClaimedAsync(await right.OpenAsync("first"), 1);
        Assert.DoesNotContain("Secret77", string.Concat(right.Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("prefix=site")]
    [InlineData("127.0.0.1:1,prefix=a{b}")]
    [InlineData("127.0.0.1:1,prefix=")]
    [InlineData("127.0.0.1:1,pasword=Secret77")]
    [InlineData("127.0.0.1:1,password=Secret77,connectTimeout=Secret77")]
    public void A_text_that_cannot_be_read_is_refused_without_its_values(string text)
    {
        var failure = Assert.Throws<ArgumentException>(() => new RedisStore(text, TimeProvider.System, new LedgerSettings(), NullLogger<RedisStore>.Instance));
        Assert.DoesNotContain("Secret77", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_of_a_newer_format_is_refused()
    {
        await using var stand = new RedisStand(server.Address);
        await server.RunAsync("set", $"{{{stand.Prefix}}}:format", "2");
        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await stand.OpenAsync("first"));
        Assert.Contains("format 2", failure.Message, StringComparison.Ordinal);
        Assert.Equal("1", await server.RunAsync("eval", "return #redis.call('KEYS', ARGV[1])", "0", $"{{{stand.Prefix}}}:*"));
    }

    [Fact]
    public async Task Two_prefixes_are_two_ledgers()
    {
        await using var stand = new RedisStand(server.Address);
        await using var other = new RedisStand(server.Address);
        await stand.ClaimedAsync(await stand.OpenAsync("first"), 1);
        await other.ClaimedAsync(await other.OpenAsync("second"), 1);
    }

    internal static async Task UntilItWorksAsync(Func<Task> act)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                await act();
                return;
            }
            catch (LedgerUnavailableException) when (clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                // Not yet.
            }
        }
    }
}
