using System.Text.Json;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

/// <summary>Tokens that other implementations issued.</summary>
internal static class IssuedTokens
{
    /// <summary>One that the client and issuer of <c>privacypass-ts</c> made, with the headers that carried it.</summary>
    public static JsonElement Live { get; } = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "personhood", "privacypass_live.json"))).RootElement;

    public static TokenIssuerKey LiveKey { get; } = Key(Bytes(Live, "pkI"));

    public static TokenChallenge LiveChallenge { get; } = Challenge(Bytes(Live, "challenge"));

    public static PrivateToken LiveToken { get; } = Token(Bytes(Live, "token"));

    /// <summary>A verifier that trusts the live token's issuer.</summary>
    public static PrivateTokenVerifier LiveVerifier() => new([new TokenIssuer(LiveChallenge.IssuerName, [LiveKey])]);

    /// <summary>A file of vectors of other projects; null when it is not beside the repository.</summary>
    public static JsonElement? Shared(string file) =>
        Repository.SharedFile("vectors", "personhood", file) is { } json ? JsonDocument.Parse(json).RootElement : null;

    public static byte[] Bytes(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);

    public static TokenIssuerKey Key(byte[] spki)
    {
        Assert.True(TokenIssuerKey.TryParse(spki, out var key, out var error), error);
        return key;
    }

    public static TokenChallenge Challenge(byte[] bytes)
    {
        Assert.True(TokenChallenge.TryParse(bytes, out var challenge));
        return challenge;
    }

    public static PrivateToken Token(byte[] bytes)
    {
        Assert.True(PrivateToken.TryParse(bytes, out var token));
        return token;
    }
}
