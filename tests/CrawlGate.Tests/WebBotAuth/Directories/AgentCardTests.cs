using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>Client ID metadata documents, the type <c>cimd</c>.</summary>
public sealed class AgentCardTests : IAsyncLifetime
{
    private readonly SignerKey _key = new();
    private DirectoryServer _server = null!;

    private SignatureAgent Card => new(new Uri(_server.Url, "/card"), SignatureAgentType.Cimd);

    public async Task InitializeAsync() => _server = await DirectoryServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task A_card_may_have_its_keys_inside()
    {
        Serve($$"""{"client_id":"{{Card.Url}}","client_name":"Bot","jwks":{{SignerKey.Set(_key.Jwk("label"))}}}""");
        Assert.IsType<KeyLookup.Found>(await FindAsync());
    }

    [Fact]
    public async Task A_card_may_say_where_its_keys_are()
    {
        Serve($$"""{"client_id":"{{Card.Url}}","jwks_uri":"{{_server.Url}}keys"}""");
        var cache = _server.Cache();

        Assert.IsType<KeyLookup.Found>(await cache.FindAsync(Card, _key.Id, default));
        Assert.Equal(2, _server.Requests);
        Assert.True(cache.FindAsync(Card, _key.Id, default).IsCompletedSuccessfully);
        Assert.IsType<KeyLookup.NotListed>(await cache.FindAsync(Card, "unknown", default));
        Assert.Equal(2, _server.Requests);
    }

    [Theory]
    [InlineData("""{"jwks_uri":"URLkeys"}""", "client_id")]
    [InlineData("""{"client_id":"https://other.example/card","jwks_uri":"URLkeys"}""", "client_id")]
    [InlineData("""{"client_id":"URLcard"}""", "neither")]
    [InlineData("""{"client_id":"URLcard","jwks_uri":"/keys"}""", "refused|neither")]
    [InlineData("""{"client_id":"URLcard","jwks_uri":1}""", "neither")]
    [InlineData("""{"client_id":"URLcard","jwks_uri":"ftp://signer.example/keys"}""", "refused")]
    [InlineData("""{"client_id":"URLcard","jwks_uri":"https://u:p@signer.example/keys"}""", "refused")]
    [InlineData("""{"client_id":"\ud800","jwks_uri":"URLkeys"}""", "client_id|Unicode")]
    [InlineData("""{"client_id":"URLcard","jwks_uri":"\ud800"}""", "Unicode")]
    [InlineData("""{"client_id":"URLcard","jwks":[]}""", "not a key set")]
    [InlineData("""{"client_id":"URLcard","jwks":{"keys":1}}""", "Key Set")]
    [InlineData("""{"client_id":"URLcard","jwks":{"keys":[]},"jwks_uri":"URLkeys"}""", "both")]
    public async Task A_card_that_is_wrong_is_no_card(string card, string reason)
    {
        Serve(card.Replace("URL", _server.Url.AbsoluteUri, StringComparison.Ordinal));
        Assert.Matches(reason, Assert.IsType<KeyLookup.Unavailable>(await FindAsync()).Reason);
    }

    [Fact]
    public async Task A_card_cannot_lead_from_a_public_place_into_the_gates_network()
    {
        using var http = new PublicHttpClient();
        var source = new KeySetSource(http, new KeyDirectoryOptions(), TimeProvider.System);

        foreach (var url in new[] { "https://127.0.0.1/keys", "https://[::1]/keys", "http://signer.example/keys" })
            Assert.NotNull(source.Objection(new SignatureAgent(new Uri(url), SignatureAgentType.JwksUri)));

        using var cache = new KeyDirectoryCache(http);
        Assert.IsType<KeyLookup.Unavailable>(await cache.FindAsync(new SignatureAgent(new Uri("https://localhost/card"), SignatureAgentType.Cimd), _key.Id, default));
    }

    private void Serve(string card) => _server.Answer = context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(context.Request.Path == "/card" ? card : SignerKey.Set(_key.Jwk("label")));
    };

    private async Task<KeyLookup> FindAsync() => await _server.Cache().FindAsync(Card, _key.Id, default);
}
