using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class KeySetTests : IAsyncLifetime
{
    private readonly SignerKey _key = new();
    private DirectoryServer _server = null!;

    public async Task InitializeAsync() => _server = await DirectoryServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/html")]
    [InlineData("application/http-message-signatures-directory")]
    public async Task A_directory_has_its_own_media_type(string mediaType)
    {
        _server.ServePlain(SignerKey.Set(_key.Jwk()), mediaType);
        Assert.Contains(mediaType, Assert.IsType<KeyLookup.Unavailable>(await FindAsync()).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task A_directory_is_a_200(int status)
    {
        _server.Fail(status);
        Assert.Contains($"Status {status}", Assert.IsType<KeyLookup.Unavailable>(await FindAsync()).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("\"keys\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"OKP","kty":"OKP"}]}""")]
    [InlineData("""{"keys":[]} trailing""")]
    [InlineData("""{"keys":[[[[[[[[[[]]]]]]]]]]}""")]
    public async Task What_is_no_key_set_is_a_failure_to_read_one(string body)
    {
        _server.ServePlain(body, DirectoryServer.MediaType);
        Assert.IsType<KeyLookup.Unavailable>(await FindAsync());
    }

    [Theory]
    [InlineData("""{"\ud800":1,"\ud800":2,"keys":[]}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"keys":[{"\ud800":1}]}""")]
    [InlineData("""{"keys":[{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","kid":"\ud800"}]}""")]
    public async Task Escaped_text_that_is_no_Unicode_throws_nothing(string body)
    {
        _server.ServePlain(body, DirectoryServer.MediaType);
        Assert.IsNotType<KeyLookup.Found>(await FindAsync());
    }

    [Fact]
    public async Task A_body_nested_without_end_is_a_failure()
    {
        _server.ServePlain("{\"keys\":" + new string('[', 50_000), DirectoryServer.MediaType);
        Assert.IsType<KeyLookup.Unavailable>(await FindAsync());
    }

    [Fact]
    public async Task A_directory_lists_32_keys_at_most()
    {
        var keys = Enumerable.Repeat("{}", 31).ToList();
        _server.Serve(SignerKey.Set([.. keys, _key.Jwk()]), null, _key);
        Assert.IsType<KeyLookup.Found>(await FindAsync());

        _server.Serve(SignerKey.Set([.. keys, "{}", _key.Jwk()]), null, _key);
        Assert.Contains("32", Assert.IsType<KeyLookup.Unavailable>(await FindAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_malformed_or_mislabelled_is_left_out_and_the_others_are_not()
    {
        using var mislabelled = new SignerKey();
        using var unlabelled = new SignerKey();
        _server.Serve(
            SignerKey.Set("null", "1", """{"kty":"OKP","crv":"Ed25519","x":"AAAA"}""", mislabelled.Jwk(kid: _key.Id), unlabelled.JwkWithoutKid(), _key.Jwk()),
            null, mislabelled, unlabelled, _key);
        var cache = _server.Cache();

        Assert.IsType<KeyLookup.NotListed>(await cache.FindAsync(_server.Agent, mislabelled.Id, default));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, unlabelled.Id, default));
        Assert.Equal(_key.Id, Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default)).Key.KeyId);
    }

    [Fact]
    public async Task Of_a_key_that_is_listed_twice_the_first_counts()
    {
        _server.Serve(SignerKey.Set(_key.Jwk(), _key.Jwk(more: ",\"exp\":1")), null, _key);
        Assert.IsType<KeyLookup.Found>(await FindAsync());
    }

    [Theory]
    [InlineData(",\"nbf\":1800000000,\"exp\":1800000001", true)]
    [InlineData(",\"nbf\":1799999999.5,\"exp\":1800000001.5", true)]
    [InlineData(",\"nbf\":1800000001", false)]
    [InlineData(",\"exp\":1800000000", false)]
    [InlineData(",\"nbf\":1799999999000", false)]
    [InlineData(",\"exp\":1800000001000", true)]
    [InlineData(",\"exp\":\"1800000001\"", false)]
    [InlineData(",\"exp\":null", false)]
    [InlineData(",\"exp\":1e300", false)]
    public async Task A_key_is_used_in_its_time_alone_which_is_in_seconds(string times, bool used)
    {
        _server.Serve(SignerKey.Set(_key.Jwk(more: times)), null, _key);
        Assert.Equal(used, await FindAsync() is KeyLookup.Found);
    }

    [Fact]
    public async Task A_remembered_key_expires_on_its_second()
    {
        _server.Serve(SignerKey.Set(_key.Jwk(more: ",\"exp\":1800000010")), null, _key);
        var cache = _server.Cache();

        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
        _server.Pass(TimeSpan.FromSeconds(9));
        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(_server.Agent, _key.Id, default));
        _server.Pass(TimeSpan.FromSeconds(1));
        Assert.IsType<KeyLookup.NotListed>(await cache.FindAsync(_server.Agent, _key.Id, default));
    }

    [Fact]
    public async Task A_key_set_URL_is_fetched_as_it_is_and_its_labels_are_its_own()
    {
        _server.Answer = context =>
        {
            Assert.Equal("/keys.json?v=1", context.Request.Path + context.Request.QueryString);
            context.Response.ContentType = "application/json";
            return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(SignerKey.Set(_key.Jwk(kid: "key-1")))).AsTask();
        };
        var agent = new SignatureAgent(new Uri(_server.Url, "/keys.json?v=1"), SignatureAgentType.JwksUri);

        Assert.IsType<KeyLookup.Found>(await _server.Cache().FindAsync(agent, _key.Id, default));
    }

    [Fact]
    public async Task A_key_counts_for_the_URL_that_lists_it_alone()
    {
        _server.ServePlain(SignerKey.Set(), "application/json");
        await using var other = await DirectoryServer.StartAsync();
        other.Serve(_key);
        var cache = _server.Cache();

        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(other.Agent, _key.Id, default));
        Assert.IsType<KeyLookup.NotListed>(await cache.FindAsync(new SignatureAgent(_server.Url, SignatureAgentType.JwksUri), _key.Id, default));
        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(_server.Agent, _key.Id, default));
    }

    private async Task<KeyLookup> FindAsync() => await _server.Cache().FindAsync(_server.Agent, _key.Id, default);
}
