using System.Globalization;
using CrawlGate.Personhood;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace CrawlGate.Tests.Personhood;

public sealed class PrivateTokenHeaderTests(ITestOutputHelper output)
{
    private static readonly string Token = IssuedTokens.Live.GetProperty("auth").GetString()!["PrivateToken token=".Length..];

    [Theory]
    [InlineData("pp_auth_scheme_header_v14.json")]
    [InlineData("pp_auth_scheme_header_complicated.json")]
    public void P47_The_header_vectors_are_read(string file)
    {
        if (IssuedTokens.Shared(file) is not { } vectors)
        {
            output.WriteLine($"../shared/vectors/personhood/{file} is not beside the repository; the other tests of this class stand in.");
            return;
        }

        foreach (var vector in vectors.EnumerateArray())
        {
            var count = vector.EnumerateObject().Count(member => member.Name.StartsWith("token-type-", StringComparison.Ordinal));
            Assert.True(PrivateTokenHeaders.TryParseChallenges(vector.GetProperty("WWW-Authenticate").GetString(), out var challenges));
            Assert.Equal(count, challenges.Count);
            for (var i = 0; i < count; i++)
            {
                var suffix = i.ToString(CultureInfo.InvariantCulture);
                var bytes = IssuedTokens.Bytes(vector, "token-challenge-" + suffix);
                Assert.Equal(bytes, challenges[i].Challenge.ToArray());
                Assert.Equal(IssuedTokens.Bytes(vector, "token-key-" + suffix), challenges[i].TokenKey.ToArray());
                Assert.Equal(TimeSpan.FromSeconds(vector.GetProperty("max-age-" + suffix).GetInt32()), challenges[i].MaxAge);

                var challenge = IssuedTokens.Challenge(bytes);
                Assert.Equal(vector.GetProperty("token-type-" + suffix).GetInt32(), challenge.TokenType);
                Assert.Equal(("issuer.example", "origin.example"), (challenge.IssuerName, challenge.OriginInfo));
                Assert.Equal(bytes, challenge.Encode());
            }
        }
    }

    [Fact]
    public void P47_A_written_challenge_equals_the_live_one_but_for_its_quotes()
    {
        var written = PrivateTokenHeaders.Write(IssuedTokens.LiveChallenge, IssuedTokens.LiveKey, TimeSpan.FromSeconds(300));
        Assert.Equal(IssuedTokens.Live.GetProperty("www").GetString(), written.Replace("\"", "", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal));
        Assert.DoesNotContain("max-age", PrivateTokenHeaders.Write(IssuedTokens.LiveChallenge, IssuedTokens.LiveKey), StringComparison.Ordinal);
    }

    [Fact]
    public void P47_Several_challenges_beside_other_schemes_are_read_as_written()
    {
        var other = IssuedTokens.LiveChallenge with { OriginInfo = "", RedemptionContext = null };
        var value = PrivateTokenHeaders.Join(
        [
            "Basic realm=\"a, PrivateToken challenge=\\\"x\\\"\"",
            PrivateTokenHeaders.Write(IssuedTokens.LiveChallenge, IssuedTokens.LiveKey, TimeSpan.FromSeconds(7)),
            "Negotiate YWJj==",
            PrivateTokenHeaders.Write(other, IssuedTokens.LiveKey),
            "Negotiate",
        ]);

        Assert.True(PrivateTokenHeaders.TryParseChallenges(value, out var challenges));
        Assert.Equal([IssuedTokens.LiveChallenge, other], challenges.Select(challenge => IssuedTokens.Challenge(challenge.Challenge.ToArray())));
        Assert.Equal([TimeSpan.FromSeconds(7), null], challenges.Select(challenge => challenge.MaxAge));
        Assert.All(challenges, challenge => Assert.Equal(IssuedTokens.LiveKey.Encoded.ToArray(), challenge.TokenKey.ToArray()));
    }

    public static TheoryData<string> GoodFields() =>
    [
        $"PrivateToken token={Token}",
        $"PrivateToken token=\"{Token}\"",
        $"privatetoken TOKEN = \"{Token.TrimEnd('=')}\"",
        $"PrivateToken   token={Token.TrimEnd('=')}",
        $"PrivateToken unknown=1, token={Token}, extensions=\"a,b\\\"c\"",
        $"Bearer abc.def==, PrivateToken token={Token}",
        $"PrivateToken token={Token}, Basic YWJj=",
        $" , PrivateToken token={Token} ,",
    ];

    [Theory]
    [MemberData(nameof(GoodFields))]
    public void P47_A_token_is_found_in_every_spelling(string field)
    {
        Assert.True(PrivateTokenHeaders.TryParseToken(field, out var token));
        Assert.Equal(IssuedTokens.LiveToken.ToArray(), token.ToArray());
    }

    public static TheoryData<string> BadFields() =>
    [
        "",
        "PrivateToken",
        "PrivateToken token=",
        "PrivateToken token=\"\"",
        $"PrivateToken {Token}",
        $"Bearer token={Token}",
        $"PrivateToken token={Token[4..]}",
        $"PrivateToken token={Token}AAAA",
        $"PrivateToken token={Token.Replace('_', '/')}",
        $"PrivateToken token=\"{Token}",
        $"PrivateToken token=\"{Token}\"x",
        $"PrivateToken token={Token}, token={Token}",
        $"PrivateToken token={Token}, PrivateToken token={Token}",
        $"PrivateToken token=\" {Token}\"",
        $"PrivateToken\0token={Token}",
        $"PrivateToken token={Token} é",
        new string('a', 20_000),
        string.Concat(Enumerable.Repeat("a b=c,", 1000)),
    ];

    [Theory]
    [MemberData(nameof(BadFields))]
    public void P47_Anything_else_is_no_token(string field) => Assert.False(PrivateTokenHeaders.TryParseToken(field, out _));

    [Fact]
    public void P47_Garbage_never_throws()
    {
        string[] pieces =
        [
            "PrivateToken", "Basic", "token", "challenge", "token-key", "max-age", "=", "==", "\"", "\\", ",", " ", "\t",
            "AAA", "AA", "é", "\0", "\ud800", "99999999999", Token,
        ];
        var field = Gen.Elements(pieces).ListOf().Select(static pieces => string.Concat(pieces));
        Prop.ForAll(field.ToArbitrary(), text =>
        {
            PrivateTokenHeaders.TryParseToken(text, out _);
            PrivateTokenHeaders.TryParseChallenges(text, out _);
        }).QuickCheckThrowOnFailure();
    }
}
