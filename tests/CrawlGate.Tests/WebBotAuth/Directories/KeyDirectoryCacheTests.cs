using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class KeyDirectoryCacheTests : IAsyncLifetime
{
    private readonly SignerKey _key = new();
    private readonly SignerKey _next = new();
    private DirectoryServer _server = null!;

    public async Task InitializeAsync() => _server = await DirectoryServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
        _next.Dispose();
    }

    [Fact]
    public async Task A_key_that_is_remembered_is_answered_at_once_and_without_allocation()
    {
        _server.Serve(_key);
        var cache = _server.Cache();
        var agent = _server.Agent;
        await cache.FindAsync(agent, _key.Id, default);

        Assert.True(cache.FindAsync(agent, _key.Id, default).IsCompletedSuccessfully);
        Allocation.AssertNone(() => cache.FindAsync(agent, _key.Id, default).GetAwaiter().GetResult());
        Assert.Equal(1, _server.Requests);
    }

    [Theory]
    [InlineData(null, 3600)]
    [InlineData("max-age=120", 120)]
    [InlineData("public, max-age=7200", 7200)]
    [InlineData("max-age=1", 60)]
    [InlineData("max-age=0", 60)]
    [InlineData("no-store", 60)]
    [InlineData("no-cache, max-age=7200", 60)]
    [InlineData("max-age=31536000", 86400)]
    [InlineData("max-age=99999999999999999999", 3600)]
    [InlineData("nonsense=;;", 3600)]
    public async Task A_directory_is_fresh_as_long_as_it_says_within_bounds(string? cacheControl, int seconds)
    {
        _server.Serve(SignerKey.Set(_key.Jwk()), cacheControl, _key);
        var cache = _server.Cache();
        await cache.FindAsync(_server.Agent, _key.Id, default);

        _server.Pass(TimeSpan.FromSeconds(seconds - 1));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
        Assert.Equal(1, _server.Requests);

        _server.Pass(TimeSpan.FromSeconds(1));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
        Assert.Equal(2, _server.Requests);
    }

    [Fact]
    public async Task A_directory_that_is_read_without_a_key_has_given_it_up()
    {
        _server.Serve(_key);
        var cache = _server.Cache();
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));

        _server.Serve(_next);
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
        _server.Pass(TimeSpan.FromHours(1));

        Assert.IsType<KeyLookup.NotListed>(await cache.FindAsync(_server.Agent, _key.Id, default));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _next.Id, default));
    }

    [Theory]
    [InlineData("503")]
    [InlineData("type")]
    [InlineData("garbage")]
    public async Task A_directory_that_cannot_be_read_keeps_its_keys_until_the_stale_limit(string failure)
    {
        _server.Serve(_key);
        var cache = _server.Cache();
        await cache.FindAsync(_server.Agent, _key.Id, default);
        if (failure == "503")
            _server.Fail();
        else
            _server.ServePlain("{}", failure == "type" ? "text/html" : DirectoryServer.MediaType);

        for (var hours = 1; hours < 25; hours++)
        {
            _server.Pass(TimeSpan.FromHours(1));
            Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
        }

        // A key it never listed is unknown, not denied, for what it says now cannot be read.
        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(_server.Agent, _next.Id, default));
        _server.Pass(TimeSpan.FromHours(1));
        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(_server.Agent, _key.Id, default));

        _server.Serve(_key);
        _server.Pass(TimeSpan.FromMinutes(1));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
    }

    [Fact]
    public async Task Nobody_waits_for_a_directory_that_was_down_a_moment_ago_while_its_keys_are_at_hand()
    {
        _server.Serve(_key);
        var cache = _server.Cache();
        await cache.FindAsync(_server.Agent, _key.Id, default);
        _server.Fail();
        _server.Pass(TimeSpan.FromHours(1));
        await cache.FindAsync(_server.Agent, _key.Id, default);
        var hang = new TaskCompletionSource();
        _server.Answer = _ => hang.Task;
        _server.Pass(TimeSpan.FromMinutes(1));

        Assert.True(cache.FindAsync(_server.Agent, _key.Id, default).IsCompletedSuccessfully);
        await UntilAsync(() => _server.Requests == 3);
        hang.SetResult();
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_while()
    {
        _server.Fail();
        var cache = _server.Cache();
        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(_server.Agent, _key.Id, default));
        _server.Serve(_key);
        _server.Pass(TimeSpan.FromSeconds(59));
        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(_server.Agent, _key.Id, default));
        Assert.Equal(1, _server.Requests);

        _server.Pass(TimeSpan.FromSeconds(1));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
    }

    [Fact]
    public async Task Made_up_key_ids_cause_one_fetch_together_and_a_new_key_is_found_within_a_minute()
    {
        _server.Serve(_key);
        var cache = _server.Cache();
        for (var i = 0; i < 500; i++)
            Assert.IsType<KeyLookup.NotListed>(await cache.FindAsync(_server.Agent, $"made-up-{i}", default));
        Assert.Equal(1, _server.Requests);

        _server.Serve(_key, _next);
        _server.Pass(TimeSpan.FromMinutes(1));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _next.Id, default));
        Assert.Equal(2, _server.Requests);
    }

    [Fact]
    public async Task Fifty_at_once_share_one_fetch_and_one_who_gives_up_does_not_end_it()
    {
        var open = new TaskCompletionSource();
        _server.Serve(_key);
        var answer = _server.Answer;
        _server.Answer = async context =>
        {
            await open.Task;
            await answer(context);
        };
        var cache = _server.Cache();
        using var impatient = new CancellationTokenSource();

        var first = cache.FindAsync(_server.Agent, _key.Id, impatient.Token).AsTask();
        var others = Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await cache.FindAsync(_server.Agent, _key.Id, default))).ToList();
        await UntilAsync(() => _server.Requests == 1);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        open.SetResult();

        Assert.All(await Task.WhenAll(others), lookup => Assert.IsType<KeyLookup.Found>(lookup));
        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task A_URL_that_is_no_place_for_keys_is_refused_without_a_place_in_the_cache()
    {
        var cache = _server.Cache();
        foreach (var agent in new[]
        {
            new SignatureAgent(new Uri(_server.Url, "/path")),
            new SignatureAgent(new Uri(_server.Url, "/?query")),
            new SignatureAgent(new Uri(_server.Url, "/#fragment")),
            new SignatureAgent(new Uri("ftp://signer.example/")),
            new SignatureAgent(new Uri("data:application/http-message-signatures-directory+json,{}")),
            new SignatureAgent(new Uri("https://user@signer.example/")),
            new SignatureAgent(new Uri("/relative", UriKind.Relative)),
            new SignatureAgent(_server.Url, (SignatureAgentType)9),
        })
            Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(agent, _key.Id, default));

        Assert.Equal(0, cache.Count);
        Assert.Equal(0, _server.Requests);
    }

    [Theory]
    [InlineData("https://xn--/")]
    [InlineData("https://xn--a/")]
    [InlineData("https://xn--0000000000000000/")]
    [InlineData("https://\u0130\u0307.example/")]
    [InlineData("https://\u200d.example/")]
    [InlineData("https://a\u3002example/")]
    [InlineData("https://bücher.example/")]
    [InlineData("https://under_score.example/")]
    [InlineData("https://-.example/")]
    [InlineData("https://example:0/")]
    [InlineData("https://[::ffff:8.8.8.8]:1/")]
    public async Task A_strange_host_is_no_more_than_unavailable(string url)
    {
        using var http = new PublicHttpClient(new PublicHttpClientOptions { Resolver = (_, _) => Task.FromResult(Array.Empty<System.Net.IPAddress>()), ConnectTimeout = TimeSpan.FromMilliseconds(300) });
        using var cache = new KeyDirectoryCache(http, null, _server.Time);

        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(new SignatureAgent(new Uri(url)), _key.Id, default));
    }

    [Fact]
    public void A_negative_lifetime_beyond_five_minutes_is_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _server.Cache(new KeyDirectoryOptions { NegativeLifetime = TimeSpan.FromMinutes(6) }));

    [Fact]
    public async Task A_disposed_cache_fetches_no_more_and_keeps_nobody_waiting()
    {
        var hang = new TaskCompletionSource();
        _server.Answer = _ => hang.Task;
        var cache = _server.Cache();
        var waiting = cache.FindAsync(_server.Agent, _key.Id, default).AsTask();
        await UntilAsync(() => _server.Requests == 1);

        cache.Dispose();

        Assert.IsType<KeyLookup.Unavailable>(await waiting);
        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(_server.Agent, _key.Id, default));
        hang.SetResult();
        Assert.Equal(1, _server.Requests);
    }

    internal static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
            await Task.Delay(10);
        Assert.True(condition());
    }
}
