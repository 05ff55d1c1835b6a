using System.Security.Cryptography;
using System.Text.Json;
using CrawlGate.Personhood;

namespace CrawlGate.Benchmarks;

/// <summary>A token of a real issuance, to be verified by us and by nothing but the platform.</summary>
internal sealed class TokenSample
{
    private readonly byte[] _bytes;
    private readonly PrivateToken _token;
    private readonly TokenChallenge _challenge;
    private readonly PrivateTokenVerifier _verifier;
    private readonly RSA _bare = RSA.Create();

    public TokenSample(string json)
    {
        using var document = JsonDocument.Parse(json);
        var (spki, challenge) = (Bytes("pkI"), Bytes("challenge"));
        _bytes = Bytes("token");
        if (!TokenIssuerKey.TryParse(spki, out var key, out var error) || !TokenChallenge.TryParse(challenge, out _challenge) || !PrivateToken.TryParse(_bytes, out var token))
            throw new InvalidOperationException("The sample cannot be read.");
        if (RsaPssKeyInfo.TryRead(spki, out var parameters) is { } reason)
            throw new InvalidOperationException(reason + error);

        _token = token;
        _verifier = new PrivateTokenVerifier([new TokenIssuer(_challenge.IssuerName, [key])]);
        _bare.ImportParameters(parameters);

        byte[] Bytes(string name) => Convert.FromHexString(document.RootElement.GetProperty(name).GetString()!);
    }

    public bool VerifyHere() => _verifier.Verify(_token, _challenge) == PrivateTokenOutcome.Valid;

    public bool VerifyBare() => _bare.VerifyData(_bytes.AsSpan(0, 98), _bytes.AsSpan(98), HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
}
