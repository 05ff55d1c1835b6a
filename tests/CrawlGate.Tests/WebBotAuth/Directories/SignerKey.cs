using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>A signer's key, with its JWK and its proofs written out by hand.</summary>
internal sealed class SignerKey : IDisposable
{
    public const string DirectoryTag = "http-message-signatures-directory";

    private readonly Ed25519SigningKey _key = Ed25519SigningKey.Generate();

    public string Id => _key.KeyId;

    public void Dispose() => _key.Dispose();

    public string Jwk(string? kid = null, string more = "") =>
        $$"""{"kty":"OKP","crv":"Ed25519","kid":"{{kid ?? Id}}","x":"{{X}}","use":"sig"{{more}}}""";

    public string JwkWithoutKid() => $$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}"}""";

    public static string Set(params string[] jwks) => $$"""{"keys":[{{string.Join(',', jwks)}}]}""";

    public static string Digest(string body) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}:";

    /// <summary>A signature over the directory's authority and digest, as the members of the two headers.</summary>
    public (string Input, string Signature) Prove(
        string authority,
        string digest,
        long created,
        long expires,
        string label = "sig1",
        string tag = DirectoryTag,
        SignerKey? by = null,
        string? parameters = null)
    {
        parameters ??= string.Create(CultureInfo.InvariantCulture, $";created={created};expires={expires}");
        return Sign(label, ("\"@authority\";req", authority), ("\"content-digest\"", digest), $"{parameters};keyid=\"{Id}\";tag=\"{tag}\"", by);
    }

    public (string Input, string Signature) ProveAuthority(string authority, long created, long expires, string component = "\"@authority\";req") =>
        Sign("sig1", (component, authority), null, string.Create(CultureInfo.InvariantCulture, $";created={created};expires={expires};keyid=\"{Id}\";tag=\"{DirectoryTag}\""), null);

    private string X => Convert.ToBase64String(_key.PublicKey.Span).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private (string Input, string Signature) Sign(string label, (string Id, string Value) first, (string Id, string Value)? second, string parameters, SignerKey? by)
    {
        var list = $"({first.Id}{(second is { } other ? " " + other.Id : "")}){parameters}";
        var text = $"{first.Id}: {first.Value}\n{(second is { } more ? $"{more.Id}: {more.Value}\n" : "")}\"@signature-params\": {list}";
        return ($"{label}={list}", $"{label}=:{Convert.ToBase64String((by ?? this)._key.Sign(Encoding.ASCII.GetBytes(text)))}:");
    }
}
