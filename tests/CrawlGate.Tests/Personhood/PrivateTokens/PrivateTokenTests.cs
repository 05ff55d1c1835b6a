using System.Security.Cryptography;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;
using Xunit.Abstractions;

namespace CrawlGate.Tests.Personhood;

public sealed class PrivateTokenTests(ITestOutputHelper output)
{
    [Fact]
    public void P45_The_tokens_of_RFC_9578_verify()
    {
        string[] files = ["pp_pub_verif_rfc9578.go.json", "pp_pub_verif_rfc9578.rust.json"];
        var there = files.Where(file => IssuedTokens.Shared(file) is not null).ToArray();
        foreach (var missing in files.Except(there))
            output.WriteLine($"../shared/vectors/personhood/{missing} is not beside the repository and was not checked.");

        foreach (var file in there)
        {
            var vectors = IssuedTokens.Shared(file)!.Value;
            Assert.Equal(5, vectors.GetArrayLength());
            foreach (var vector in vectors.EnumerateArray())
            {
                var key = IssuedTokens.Key(IssuedTokens.Bytes(vector, "pkS"));
                var challenge = IssuedTokens.Challenge(IssuedTokens.Bytes(vector, "token_challenge"));
                var token = IssuedTokens.Token(IssuedTokens.Bytes(vector, "token"));
                var verifier = new PrivateTokenVerifier([new TokenIssuer(challenge.IssuerName, [key])]);

                Assert.Equal(IssuedTokens.Bytes(vector, "nonce"), token.Nonce.ToArray());
                Assert.Equal(IssuedTokens.Bytes(vector, "token_challenge"), challenge.Encode());
                Assert.Equal(PrivateTokenOutcome.Valid, verifier.Verify(token, challenge));
                Assert.Equal(PrivateTokenOutcome.WrongChallenge, verifier.Verify(token, challenge with { OriginInfo = challenge.OriginInfo + ",x" }));
            }
        }
    }

    [Fact]
    public void P45_What_is_signed_equals_the_vectors_of_RFC_9577()
    {
        if (IssuedTokens.Shared("pp_auth_scheme_token_v14.json") is not { } vectors)
        {
            output.WriteLine("../shared/vectors/personhood/pp_auth_scheme_token_v14.json is not beside the repository and was not checked.");
            return;
        }

        foreach (var vector in vectors.EnumerateArray())
        {
            string Ascii(string name) => System.Text.Encoding.ASCII.GetString(IssuedTokens.Bytes(vector, name));
            var context = IssuedTokens.Bytes(vector, "redemption_context");
            var challenge = new TokenChallenge(Ascii("issuer_name"), Ascii("origin_info"), context.Length == 0 ? null : new Bytes32(context));
            var signed = IssuedTokens.Bytes(vector, "token_authenticator_input");

            Assert.Equal(signed[34..66], challenge.Digest().ToArray());
            var token = IssuedTokens.Token([.. signed, .. new byte[256]]);
            Assert.Equal(IssuedTokens.Bytes(vector, "nonce"), token.Nonce.ToArray());
            Assert.Equal(IssuedTokens.Bytes(vector, "token_key_id"), token.TokenKeyId.ToArray());
            Assert.Equal(signed, token.Signed.ToArray());
        }
    }

    [Fact]
    public void P46_A_live_token_verifies()
    {
        var verifier = IssuedTokens.LiveVerifier();

        Assert.Equal(PrivateTokenOutcome.Valid, verifier.Verify(IssuedTokens.LiveToken, IssuedTokens.LiveChallenge));
        Assert.Equal(
            PrivateTokenOutcome.Valid,
            verifier.Verify(IssuedTokens.LiveToken, IssuedTokens.LiveChallenge.OriginInfo, default, IssuedTokens.LiveChallenge.RedemptionContext!.Value));
    }

    [Fact]
    public void P46_Any_changed_bit_of_a_token_fails()
    {
        var verifier = IssuedTokens.LiveVerifier();
        var genuine = IssuedTokens.LiveToken.ToArray();
        for (var at = 0; at < genuine.Length; at++)
        {
            var changed = genuine.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            var expected = at switch
            {
                < 2 => PrivateTokenOutcome.WrongType,
                < 34 => PrivateTokenOutcome.BadSignature,
                < 66 => PrivateTokenOutcome.WrongChallenge,
                < 98 => PrivateTokenOutcome.UnknownKey,
                _ => PrivateTokenOutcome.BadSignature,
            };
            Assert.Equal(expected, verifier.Verify(IssuedTokens.Token(changed), IssuedTokens.LiveChallenge));
        }

        Assert.False(PrivateToken.TryParse(genuine.AsSpan(1), out _));
        Assert.False(PrivateToken.TryParse([.. genuine, 0], out _));
        Assert.False(PrivateToken.TryParse([], out _));
    }

    [Fact]
    public void P46_An_authenticator_beyond_the_modulus_fails()
    {
        var bytes = IssuedTokens.LiveToken.ToArray();
        bytes.AsSpan(98).Fill(0xff);
        Assert.Equal(PrivateTokenOutcome.BadSignature, IssuedTokens.LiveVerifier().Verify(IssuedTokens.Token(bytes), IssuedTokens.LiveChallenge));
        bytes.AsSpan(98).Clear();
        Assert.Equal(PrivateTokenOutcome.BadSignature, IssuedTokens.LiveVerifier().Verify(IssuedTokens.Token(bytes), IssuedTokens.LiveChallenge));
    }

    [Fact]
    public void P48_A_token_is_good_for_its_issuer_origin_and_context_only()
    {
        var challenge = IssuedTokens.LiveChallenge;
        var verifier = IssuedTokens.LiveVerifier();
        Assert.Equal(PrivateTokenOutcome.WrongChallenge, verifier.Verify(IssuedTokens.LiveToken, challenge with { IssuerName = "other.example" }));
        Assert.Equal(PrivateTokenOutcome.WrongChallenge, verifier.Verify(IssuedTokens.LiveToken, challenge with { OriginInfo = "other.example" }));
        Assert.Equal(PrivateTokenOutcome.WrongChallenge, verifier.Verify(IssuedTokens.LiveToken, challenge with { RedemptionContext = null }));
        Assert.Equal(PrivateTokenOutcome.WrongChallenge, verifier.Verify(IssuedTokens.LiveToken, challenge.OriginInfo));
        Assert.Equal(PrivateTokenOutcome.WrongChallenge, verifier.Verify(IssuedTokens.LiveToken, challenge.OriginInfo, default(Bytes32)));

        var otherName = new PrivateTokenVerifier([new TokenIssuer("other.example", [IssuedTokens.LiveKey])]);
        Assert.Equal(PrivateTokenOutcome.WrongChallenge, otherName.Verify(IssuedTokens.LiveToken, challenge.OriginInfo, challenge.RedemptionContext!.Value));
        Assert.Equal(PrivateTokenOutcome.UnknownKey, new PrivateTokenVerifier([]).Verify(IssuedTokens.LiveToken, challenge));
        Assert.Throws<ArgumentException>(() => new PrivateTokenVerifier(
            [new TokenIssuer("a.example", [IssuedTokens.LiveKey]), new TokenIssuer("b.example", [IssuedTokens.LiveKey])]));
    }

    [Fact]
    public void P48_A_spent_token_is_known_by_its_nonce_however_it_is_written()
    {
        var text = IssuedTokens.Live.GetProperty("auth").GetString()!["PrivateToken token=".Length..];
        var spent = new HashSet<Bytes32>();
        foreach (var field in (string[])[$"PrivateToken token={text}", $"privatetoken token=\"{text}\"", $"PrivateToken x=y, token={text.TrimEnd('=')}"])
        {
            Assert.True(PrivateTokenHeaders.TryParseToken(field, out var token));
            Assert.Equal(PrivateTokenOutcome.Valid, IssuedTokens.LiveVerifier().Verify(token, IssuedTokens.LiveChallenge));
            spent.Add(token.Nonce);
        }

        Assert.Single(spent);
    }

    [Fact]
    public void P48_A_context_is_good_for_its_window_and_the_next()
    {
        var clock = new FixedTime(1_800_000_000);
        var contexts = new RedemptionContexts(new byte[32], TimeSpan.FromMinutes(5), clock);
        var made = contexts.Current("visitor"u8);
        Assert.NotEqual(made, contexts.Current("other"u8));
        Assert.NotEqual(made, new RedemptionContexts([.. Enumerable.Repeat((byte)1, 32)], TimeSpan.FromMinutes(5), clock).Current("visitor"u8));
        Assert.Equal(made, contexts.Accepted("visitor"u8).Current);
        var end = contexts.SpentUntil;

        clock.Now += TimeSpan.FromMinutes(5);
        Assert.NotEqual(made, contexts.Current("visitor"u8));
        Assert.Equal(made, contexts.Accepted("visitor"u8).Previous);
        Assert.True(clock.Now < end);

        clock.Now += TimeSpan.FromMinutes(5);
        var (current, previous) = contexts.Accepted("visitor"u8);
        Assert.DoesNotContain(made, new[] { current, previous });
        Assert.Equal(end, clock.Now);
    }

    [Fact]
    public async Task One_verifier_serves_many_threads()
    {
        var verifier = IssuedTokens.LiveVerifier();
        var bad = IssuedTokens.LiveToken.ToArray();
        bad[10] ^= 1;
        var forged = IssuedTokens.Token(bad);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                Assert.Equal(PrivateTokenOutcome.Valid, verifier.Verify(IssuedTokens.LiveToken, IssuedTokens.LiveChallenge));
                Assert.Equal(PrivateTokenOutcome.BadSignature, verifier.Verify(forged, IssuedTokens.LiveChallenge));
            }
        })));
    }

    [Fact]
    public void Challenges_are_read_strictly()
    {
        var bytes = IssuedTokens.LiveChallenge.Encode();
        Assert.False(TokenChallenge.TryParse([.. bytes, 0], out _));
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(TokenChallenge.TryParse(bytes.AsSpan(0, length), out _));
        Assert.Throws<ArgumentException>(() => new TokenChallenge("", "").Encode());
        Assert.Throws<ArgumentException>(() => new TokenChallenge("é", "").Encode());
        Assert.Throws<ArgumentException>(() => new TokenChallenge("a", new string('a', 2000)).Digest());
        Assert.Throws<ArgumentException>(() => default(TokenChallenge).Digest());
    }
}

[Collection(AloneCollection.Name)]
public sealed class PrivateTokenAllocationTests
{
    [Fact]
    public void Verifying_allocates_no_more_than_the_platform_does()
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(TokenKeys.AsRsaEncryption(IssuedTokens.LiveKey.Encoded), out _);
        var bytes = IssuedTokens.LiveToken.ToArray();
        var verifier = IssuedTokens.LiveVerifier();
        var (origin, context) = (IssuedTokens.LiveChallenge.OriginInfo, IssuedTokens.LiveChallenge.RedemptionContext!.Value);

        var platform = Allocation.Of(() => rsa.VerifyData(bytes.AsSpan(0, 98), bytes.AsSpan(98), HashAlgorithmName.SHA384, RSASignaturePadding.Pss));
        Assert.InRange(Allocation.Of(() => verifier.Verify(IssuedTokens.LiveToken, origin, default, context)), 0, platform);
    }

    [Fact]
    public void Contexts_allocate_nothing()
    {
        var contexts = new RedemptionContexts(new byte[32], TimeSpan.FromMinutes(5));
        Allocation.AssertNone(() => contexts.Accepted("visitor"u8));
    }
}
