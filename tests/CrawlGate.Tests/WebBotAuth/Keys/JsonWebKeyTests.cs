using System.Buffers.Text;
using System.Security.Cryptography;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class JsonWebKeyTests
{
    [Fact]
    public void Keys_get_their_thumbprints_and_algorithms()
    {
        Assert.Equal((TestKeys.Ed25519Id, "ed25519"), (TestKeys.Ed25519Public.KeyId, TestKeys.Ed25519Public.Algorithm));
        Assert.Equal((TestKeys.RsaId, "rsa-pss-sha512"), (TestKeys.Rsa.KeyId, TestKeys.Rsa.Algorithm));
        Assert.Equal("ecdsa-p256-sha256", TestKeys.P256.Algorithm);
    }

    [Fact]
    public void Thumbprint_of_rfc_7638_is_reproduced() => Assert.Equal(
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        TestKeys.Read("""
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
            """.Replace("\"alg\":\"RS256\",", "")).KeyId);

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""{"kty":7}""")]
    [InlineData("""{"kty":"oct","k":"AAAA"}""")]
    [InlineData("""{"kty":"OKP","crv":"X25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs="}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bt"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":" JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","use":"enc"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","key_ops":["sign"]}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","alg":"ES256"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","alg":null}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","d":"n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"\ud800"}""")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA","y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA","y":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA"}""")]
    public void Keys_that_are_not_fit_are_refused_with_a_reason(string jwk) => Assert.NotNull(TestKeys.Refusal(jwk));

    [Fact]
    public void Weak_rsa_keys_are_refused()
    {
        byte[] modulus = [0xc0, .. new byte[254], 1];

        Assert.Null(Refusal(modulus, [1, 0, 1]));
        Assert.Null(Refusal(modulus, [3]));
        Assert.NotNull(Refusal([0x7f, .. modulus[1..]], [1, 0, 1]));
        Assert.NotNull(Refusal(modulus[1..], [1, 0, 1]));
        Assert.NotNull(Refusal([0, .. modulus], [1, 0, 1]));
        Assert.NotNull(Refusal([.. modulus[..^1], 2], [1, 0, 1]));
        Assert.NotNull(Refusal([0xc0, .. new byte[1024], 1], [1, 0, 1]));
        Assert.NotNull(Refusal(modulus, [1]));
        Assert.NotNull(Refusal(modulus, [4]));
        Assert.NotNull(Refusal(modulus, [0, 3]));
        Assert.NotNull(Refusal(modulus, [1, 0, 0, 0, 1]));
    }

    [Fact]
    public void Rsa_verifies_from_many_threads_and_refuses_other_padding()
    {
        using var rsa = RSA.Create(2048);
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        var key = RsaPssKey.TryCreate(parameters.Modulus!, parameters.Exponent!)!;
        var signature = rsa.SignData("text"u8, HashAlgorithmName.SHA512, RSASignaturePadding.Pss);

        Assert.True(ParallelEnumerable.Range(0, 64).All(_ => key.Verify("text"u8, signature)));
        Assert.False(key.Verify("text"u8, rsa.SignData("text"u8, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)));
        Assert.False(key.Verify("text"u8, rsa.SignData("text"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)));
        Assert.False(key.Verify("text"u8, []));
    }

    [Fact]
    public void Verification_by_the_platform_does_not_allocate()
    {
        using var rsa = RSA.Create(2048);
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        var key = RsaPssKey.TryCreate(parameters.Modulus!, parameters.Exponent!)!;
        var signature = rsa.SignData("text"u8, HashAlgorithmName.SHA512, RSASignaturePadding.Pss);

        Allocation.AssertNone(() => Assert.True(key.Verify("text"u8, signature)));
    }

    private static string? Refusal(byte[] modulus, byte[] exponent) =>
        TestKeys.Refusal($$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString(modulus)}}","e":"{{Base64Url.EncodeToString(exponent)}}"}""");
}
