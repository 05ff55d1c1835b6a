using CrawlGate.DevChain;
using CrawlGate.Personhood;

namespace CrawlGate.IntegrationTests;

/// <summary>Tokens that the reference implementation issues and redeems for our challenges.</summary>
public sealed class PrivateTokenIssuanceTests : IAsyncLifetime
{
    private const string Issuer = "issuer.example";
    private const string Origin = "site.example:8443";

    private readonly HttpClient _http = new();
    private readonly RedemptionContexts _contexts = new(new byte[32], TimeSpan.FromMinutes(5));
    private NodeProcess? _issuer;

    [Fact]
    public async Task P46_The_reference_client_answers_our_challenge_with_a_token_that_verifies()
    {
        var key = await ReadKeyAsync();
        var challenge = new TokenChallenge(Issuer, Origin, _contexts.Current("visitor"u8));
        var verifier = new PrivateTokenVerifier([new TokenIssuer(Issuer, [key])]);

        var token = await RedeemAsync(PrivateTokenHeaders.Write(challenge, key, TimeSpan.FromMinutes(5)));

        var (current, previous) = _contexts.Accepted("visitor"u8);
        Assert.Equal(PrivateTokenOutcome.Valid, verifier.Verify(token, Origin, current, previous));
        Assert.Equal(PrivateTokenOutcome.Valid, verifier.Verify(token, challenge));
        Assert.Equal(PrivateTokenOutcome.WrongChallenge, verifier.Verify(token, "other.example", current, previous));
        Assert.Equal(PrivateTokenOutcome.WrongChallenge, verifier.Verify(token, Origin, _contexts.Current("somebody else"u8)));
        Assert.Equal(PrivateTokenOutcome.UnknownKey, new PrivateTokenVerifier([]).Verify(token, challenge));

        var forged = token.ToArray();
        forged[5] ^= 1;
        Assert.True(PrivateToken.TryParse(forged, out var other));
        Assert.Equal(PrivateTokenOutcome.BadSignature, verifier.Verify(other, challenge));
    }

    [Fact]
    public async Task P47_The_reference_client_finds_its_challenge_among_several()
    {
        var key = await ReadKeyAsync();
        var challenge = new TokenChallenge(Issuer, "");
        var header = PrivateTokenHeaders.Join(
        [
            PrivateTokenHeaders.Write(challenge with { TokenType = 1 }, key),
            PrivateTokenHeaders.Write(challenge, key),
        ]);

        var token = await RedeemAsync(header);

        Assert.Equal(PrivateTokenOutcome.Valid, new PrivateTokenVerifier([new TokenIssuer(Issuer, [key])]).Verify(token, challenge));
    }

    public async Task InitializeAsync() =>
        _issuer = await NodeProcess.StartAsync("personhood/private-tokens.mjs", new Dictionary<string, string> { ["ISSUER"] = Issuer });

    public async Task DisposeAsync()
    {
        _http.Dispose();
        if (_issuer is not null)
            await _issuer.DisposeAsync();
    }

    private async Task<TokenIssuerKey> ReadKeyAsync()
    {
        using var response = await _http.GetAsync(new Uri(_issuer!.Url, PrivateTokenDirectory.WellKnownPath));
        Assert.Equal(PrivateTokenDirectory.MediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.True(PrivateTokenDirectory.TryParse(await response.Content.ReadAsByteArrayAsync(), out var directory, out var error), error);
        return Assert.Single(directory.Keys).Key;
    }

    private async Task<PrivateToken> RedeemAsync(string header)
    {
        using var response = await _http.PostAsync(_issuer!.Url, new StringContent(header));
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(PrivateTokenHeaders.TryParseToken(answer, out var token), answer);
        return token;
    }
}
