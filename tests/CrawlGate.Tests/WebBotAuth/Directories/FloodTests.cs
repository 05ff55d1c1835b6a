using System.Net;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>Strangers who name directories without end.</summary>
public sealed class FloodTests : IAsyncLifetime
{
    private readonly SignerKey _key = new();
    private DirectoryServer _server = null!;

    public async Task InitializeAsync() => _server = await DirectoryServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task Made_up_hosts_fill_the_cache_and_no_more_and_known_agents_and_keys_in_use_stay()
    {
        var asked = 0;
        await using var stranger = await DirectoryServer.StartAsync();
        stranger.Serve(_key);
        using var http = new PublicHttpClient(new PublicHttpClientOptions
        {
            UnsafeAllowPrivateAddressesAndPlainHttp = true,
            Resolver = (_, _) =>
            {
                Interlocked.Increment(ref asked);
                return Task.FromResult(Array.Empty<IPAddress>());
            },
        });
        using var cache = new KeyDirectoryCache(http, new KeyDirectoryOptions { MaxDirectories = 20, KnownAgents = [_server.Agent] }, _server.Time);
        _server.Serve(_key);
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(stranger.Agent, _key.Id, default));

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 200; i++)
                Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(new SignatureAgent(new Uri($"https://h{round}-{i}.example/")), _key.Id, default));

            Assert.Equal(19 * (round + 1), Volatile.Read(ref asked));
            Assert.Equal(21, cache.Count);
            Assert.IsType<KeyLookup.Found>(await cache.FindAsync(stranger.Agent, _key.Id, default));
            _server.Pass(TimeSpan.FromSeconds(61));
            Assert.IsType<KeyLookup.Found>(await cache.FindAsync(stranger.Agent, _key.Id, default));
        }

        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
        Assert.Equal(1, stranger.Requests);
    }

    [Fact]
    public async Task Made_up_URLs_on_one_host_are_not_all_fetched()
    {
        var cache = _server.Cache();
        for (var i = 0; i < 200; i++)
            await cache.FindAsync(new SignatureAgent(new Uri(_server.Url, $"/keys?{i}"), SignatureAgentType.JwksUri), _key.Id, default);

        Assert.Equal(8, _server.Requests);
        _server.Pass(TimeSpan.FromMinutes(1));
        for (var i = 200; i < 400; i++)
            await cache.FindAsync(new SignatureAgent(new Uri(_server.Url, $"/keys?{i}"), SignatureAgentType.JwksUri), _key.Id, default);

        Assert.Equal(16, _server.Requests);
        Assert.Equal(8, cache.Count);
    }

    [Fact]
    public async Task Slow_directories_take_the_strangers_fetches_and_the_next_stranger_is_answered_at_once()
    {
        var hang = new TaskCompletionSource();
        await using var slow = await DirectoryServer.StartAsync();
        slow.Answer = _ => hang.Task;
        _server.Serve(_key);
        var known = _server.Agent;
        var cache = _server.Cache(new KeyDirectoryOptions { MaxConcurrentFetches = 2, KnownAgents = [known] });
        var waiting = Enumerable.Range(0, 2)
            .Select(i => cache.FindAsync(new SignatureAgent(new Uri(slow.Url, $"/{i}"), SignatureAgentType.JwksUri), _key.Id, default).AsTask()).ToList();
        await KeyDirectoryCacheTests.UntilAsync(() => slow.Requests == 2);

        var next = cache.FindAsync(new SignatureAgent(new Uri(slow.Url, "/2"), SignatureAgentType.JwksUri), _key.Id, default);

        Assert.True(next.IsCompletedSuccessfully);
        Assert.Contains("being fetched", Assert.IsType<KeyLookup.Unavailable>(await next).Reason, StringComparison.Ordinal);
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(known, _key.Id, default));
        hang.SetResult();
        await Task.WhenAll(waiting);
        Assert.Equal(2, slow.Requests);
    }
}
