using System.Globalization;
using System.Text.Json;

namespace CrawlGate.WebBotAuth;

/// <summary>
/// A key directory to be served at <see cref="WellKnownPath"/> of the agent's origin, signed with every key it lists to prove that
/// the agent has them. It is good for <c>lifetime</c>; make a new one before that.
/// </summary>
public sealed class SignedKeyDirectory
{
    /// <summary>Where verifiers look for it.</summary>
    public const string WellKnownPath = "/.well-known/http-message-signatures-directory";

    /// <summary>Its media type.</summary>
    public const string MediaType = "application/http-message-signatures-directory+json";

    internal const string Tag = "http-message-signatures-directory";

    private SignedKeyDirectory(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> headers) => (Body, Headers) = (body, headers);

    /// <summary>The body, a JSON Web Key Set.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The headers it must be served with, <c>Content-Type</c> among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Lists and signs keys.</summary>
    /// <param name="keys">The keys to list, one at least and sixteen at most.</param>
    /// <param name="authority">The host that serves it, with its port unless that is 443.</param>
    /// <param name="lifetime">How long the proof lasts.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    public static SignedKeyDirectory Create(IReadOnlyList<Ed25519SigningKey> keys, string authority, TimeSpan lifetime, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(authority);
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.FromSeconds(1));
        if (keys.Count is 0 or > FieldLimits.Members)
            throw new ArgumentException("A directory lists one to sixteen keys.", nameof(keys));

        var created = (timeProvider ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds();
        var body = Write(keys);
        var digest = ContentDigest.Create(body);
        var response = new DirectoryResponse(SignedRequest.NormalizeAuthority("https", authority), digest);
        var inputs = new List<string>();
        var signatures = new List<string>();
        for (var i = 0; i < keys.Count; i++)
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"sig{i + 1}");
            var input = string.Create(
                CultureInfo.InvariantCulture,
                $"(\"@authority\";req \"{ContentDigest.Header}\");created={created};expires={created + (long)lifetime.TotalSeconds};keyid=\"{keys[i].KeyId}\";alg=\"{SignatureAlgorithms.Ed25519}\";tag=\"{Tag}\"");
            inputs.Add($"{label}={input}");
            signatures.Add($"{label}={MessageSigner.Sign(response, label, input, keys[i])}");
        }

        return new SignedKeyDirectory(body, new Dictionary<string, string>
        {
            ["Content-Type"] = MediaType,
            ["Content-Digest"] = digest,
            ["Signature-Input"] = string.Join(", ", inputs),
            ["Signature"] = string.Join(", ", signatures),
        });
    }

    private static byte[] Write(IReadOnlyList<Ed25519SigningKey> keys)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys)
            {
                json.WriteStartObject();
                json.WriteString("kty", "OKP");
                json.WriteString("crv", "Ed25519");
                json.WriteString("kid", key.KeyId);
                json.WriteString("x", key.PublicKeyText);
                json.WriteString("use", "sig");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private sealed class DirectoryResponse(string authority, string digest) : SignedResponse
    {
        public override int Status => 200;

        public override SignedRequest Request { get; } = new DirectoryRequest(authority);

        public override FieldLines GetField(string name) => name == ContentDigest.Header ? new FieldLines(digest) : default;
    }

    private sealed class DirectoryRequest(string authority) : SignedRequest
    {
        public override string Method => "GET";

        public override string Scheme => "https";

        public override string Authority => authority;

        public override string Path => WellKnownPath;

        public override string Query => "";

        public override FieldLines GetField(string name) => default;
    }
}
