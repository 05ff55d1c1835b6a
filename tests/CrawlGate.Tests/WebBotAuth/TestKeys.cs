using System.Text.Json;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>The keys of RFC 9421 appendix B.1.</summary>
internal static class TestKeys
{
    public const string Ed25519Id = "poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U";
    public const string RsaId = "oD0HwocPBSfpNy5W3bpJeyFGY_IQ_YpqxSjQ3Yd-CLA";
    public const string Ed25519Pem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
        -----END PRIVATE KEY-----
        """;

    public const string Ed25519Jwk = """{"kty":"OKP","crv":"Ed25519","kid":"test-key-ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}""";

    public const string RsaJwk = """
        {"kty":"RSA","kid":"test-key-rsa-pss","alg":"PS512","e":"AQAB","n":"r4tmm3r20Wd_PbqvP1s2-QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct-Lh1GH45x28Rw3Ry53mm-oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL-Wokqltd11nqqzi-bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d-nb4bnNkQVklLQ3fVAvJm-xdDOp9LCNCN48V2pnDOkFV6-U9nV5oyc6XI2w"}
        """;

    public const string P256Jwk = """{"kty":"EC","crv":"P-256","kid":"test-key-ecc-p256","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA","y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}""";

    public static VerificationKey Ed25519Public { get; } = Read(Ed25519Jwk);

    public static VerificationKey Rsa { get; } = Read(RsaJwk);

    public static VerificationKey P256 { get; } = Read(P256Jwk);

    public static Ed25519SigningKey Ed25519Private { get; } = Ed25519SigningKey.FromPem(Ed25519Pem);

    public static VerificationKey Read(string jwk) =>
        VerificationKey.TryParse(JsonDocument.Parse(jwk).RootElement, out var key, out var error) ? key : throw new InvalidOperationException(error);

    public static string? Refusal(string jwk) => VerificationKey.TryParse(JsonDocument.Parse(jwk).RootElement, out _, out var error) ? null : error;
}
