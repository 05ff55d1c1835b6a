using System.Security.Cryptography;
using System.Text;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class TokenIssuerKeyTests : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);

    [Fact]
    public void P49_A_key_for_tokens_is_read_and_named_by_its_bytes()
    {
        var spki = TokenKeys.Encode(_rsa);
        Assert.Equal(342, spki.Length);
        var key = IssuedTokens.Key(spki);
        Assert.Equal(SHA256.HashData(spki), key.Id.ToArray());
        Assert.Equal(spki, key.Encoded.ToArray());
        // RFC 4055 lets hashes have NULL for parameters: another encoding, so another key id.
        Assert.NotEqual(key.Id, IssuedTokens.Key(TokenKeys.Encode(_rsa, withNull: true)).Id);

        var signature = _rsa.SignData("text"u8, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        Assert.True(key.Verify("text"u8, signature));
        Assert.False(key.Verify("test"u8, signature));
        Assert.False(key.Verify("text"u8, signature.AsSpan(1)));
    }

    [Fact]
    public void A_signature_without_its_leading_zero_byte_is_refused()
    {
        var key = IssuedTokens.Key(TokenKeys.Encode(_rsa));
        byte[] signature;
        do
            signature = _rsa.SignData("text"u8, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        while (signature[0] != 0);

        Assert.True(key.Verify("text"u8, signature));
        Assert.False(key.Verify("text"u8, signature.AsSpan(1)));
        Assert.False(key.Verify("text"u8, [0, .. signature]));
    }

    [Fact]
    public void P49_Keys_of_other_algorithms_and_parameters_are_refused()
    {
        AssertRefused(_rsa.ExportSubjectPublicKeyInfo());
        AssertRefused(TokenKeys.AsRsaEncryption(IssuedTokens.LiveKey.Encoded));
        AssertRefused(TokenKeys.Encode(_rsa, algorithm: TokenKeys.RsaEncryption));
        AssertRefused(TokenKeys.Encode(_rsa, salt: 32));
        AssertRefused(TokenKeys.Encode(_rsa, salt: 0));
        AssertRefused(TokenKeys.Encode(_rsa, salt: null));
        AssertRefused(TokenKeys.Encode(_rsa, hash: TokenKeys.Sha256));
        AssertRefused(TokenKeys.Encode(_rsa, hash: null));
        AssertRefused(TokenKeys.Encode(_rsa, maskHash: TokenKeys.Sha256));
        AssertRefused(TokenKeys.Encode(_rsa, mask: TokenKeys.Sha384));
        AssertRefused(TokenKeys.Encode(_rsa, trailer: 1));
        AssertRefused(TokenKeys.Encode(_rsa, trailer: 2));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2040)]
    [InlineData(3072)]
    public void P49_Keys_of_other_sizes_are_refused(int bits)
    {
        using var rsa = RSA.Create(bits);
        AssertRefused(TokenKeys.Encode(rsa));
    }

    [Fact]
    public void P49_Damaged_keys_are_refused()
    {
        var spki = TokenKeys.Encode(_rsa);
        AssertRefused([]);
        AssertRefused([.. spki, 0]);
        for (var length = 1; length < spki.Length; length += 7)
            AssertRefused(spki[..length]);
        for (var at = 0; at < 80; at++)
        {
            var changed = spki.ToArray();
            changed[at] ^= 0x80;
            if (TokenIssuerKey.TryParse(changed, out var key, out _))
                Assert.NotEqual(IssuedTokens.Key(spki).Id, key.Id);
        }
    }

    [Fact]
    public void A_directory_tells_the_keys_in_its_order()
    {
        var (first, second) = (TokenKeys.Encode(_rsa), IssuedTokens.LiveKey.Encoded.ToArray());
        var json = $$"""
            {"issuer-request-uri":"/token-request","extra":1,"token-keys":[
              {"token-type":1,"token-key":"%%%"},
              {"token-type":2,"token-key":"{{PrivateTokenHeaders.Encode(first)}}","not-before":1800000000},
              {"token-type":2,"token-key":"{{PrivateTokenHeaders.Encode(second).TrimEnd('=')}}"}]}
            """;
        Assert.True(PrivateTokenDirectory.TryParse(Encoding.UTF8.GetBytes(json), out var directory, out var error), error);
        Assert.Equal("/token-request", directory.IssuerRequestUri);
        Assert.Equal([IssuedTokens.Key(first).Id, IssuedTokens.LiveKey.Id], directory.KeysAt(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)).Select(key => key.Id));
        Assert.Equal([IssuedTokens.LiveKey.Id], directory.KeysAt(DateTimeOffset.FromUnixTimeSeconds(1_799_999_999)).Select(key => key.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"issuer-request-uri":"/r"}""")]
    [InlineData("""{"issuer-request-uri":7,"token-keys":[]}""")]
    [InlineData("""{"issuer-request-uri":"\ud800","token-keys":[]}""")]
    [InlineData("""{"issuer-request-uri":"/r","issuer-request-uri":"/s","token-keys":[]}""")]
    [InlineData("""{"issuer-request-uri":"/r","token-keys":[7]}""")]
    [InlineData("""{"issuer-request-uri":"/r","token-keys":[{"token-type":"2"}]}""")]
    [InlineData("""{"issuer-request-uri":"/r","token-keys":[{"token-type":2}]}""")]
    [InlineData("""{"issuer-request-uri":"/r","token-keys":[{"token-type":2,"token-key":"AA=="}]}""")]
    public void A_malformed_directory_is_refused(string json) =>
        Assert.False(PrivateTokenDirectory.TryParse(Encoding.UTF8.GetBytes(json), out _, out _));

    [Fact]
    public void A_directory_is_bounded()
    {
        var keys = string.Join(',', Enumerable.Repeat("""{"token-type":1}""", 65));
        var longer = """{"issuer-request-uri":"/r","token-keys":[]}""" + new string(' ', PrivateTokenDirectory.MaxLength);
        Assert.False(PrivateTokenDirectory.TryParse(Encoding.UTF8.GetBytes($$"""{"issuer-request-uri":"/r","token-keys":[{{keys}}]}"""), out _, out _));
        Assert.False(PrivateTokenDirectory.TryParse(Encoding.UTF8.GetBytes(longer), out _, out _));
        Assert.True(PrivateTokenDirectory.TryParse(Encoding.UTF8.GetBytes(longer[..100]), out _, out _));
    }

    public void Dispose() => _rsa.Dispose();

    private static void AssertRefused(byte[] spki)
    {
        Assert.False(TokenIssuerKey.TryParse(spki, out _, out var error));
        Assert.NotEmpty(error!);
    }
}
