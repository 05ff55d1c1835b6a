using BenchmarkDotNet.Attributes;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Benchmarks;

/// <summary>Web Bot Auth: a bare OpenSSL verification, ours with its checks, and the whole verification of a signed request.</summary>
public class SignatureBenchmarks
{
    private const string Agent = "https://signer.example";

    private readonly Ed25519SigningKey _signer = Ed25519SigningKey.Generate();
    private readonly BareOpenSsl _bare;
    private readonly VerificationKey _key;
    private readonly byte[] _base = new byte[256];
    private readonly byte[] _signature;
    private readonly WebBotAuthVerifier _verifier;
    private readonly Received _signed;
    private readonly Received _unsigned;

    public SignatureBenchmarks()
    {
        _bare = new BareOpenSsl(_signer.PublicKey.Span.ToArray());
        _key = _signer.ToVerificationKey();
        _signature = _signer.Sign(_base);

        // Without a nonce, so that the same request verifies every time.
        const string Label = "sig1";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var input = FormattableString.Invariant(
            $"(\"@authority\" \"signature-agent\";key=\"sig1\");created={now};expires={now + 86_400};keyid=\"{_key.KeyId}\";alg=\"ed25519\";tag=\"web-bot-auth\"");
        _unsigned = new Received(null, null, null);
        var agent = $"{Label}=\"{Agent}\"";
        _signed = new Received(agent, $"{Label}={input}", $"{Label}={MessageSigner.Sign(new Received(agent, null, null), Label, input, _signer)}");
        _verifier = new WebBotAuthVerifier(new OneKey(_key));
        if (_verifier.VerifyAsync(_signed).Result is not WebBotAuthResult.Verified)
            throw new InvalidOperationException("The sample request does not verify.");
    }

    [Benchmark]
    public bool NativeEd25519Verify() => _bare.Verify(_base, _signature);

    [Benchmark]
    public bool Ed25519Verify() => _key.Verify(_base, _signature);

    [Benchmark]
    public object VerifySignedRequest() => _verifier.VerifyAsync(_signed).Result;

    [Benchmark]
    public object VerifyUnsignedRequest() => _verifier.VerifyAsync(_unsigned).Result;

    private sealed class OneKey(VerificationKey key) : ISignatureKeyDirectory
    {
        private readonly KeyLookup _found = new KeyLookup.Found(key);

        public ValueTask<KeyLookup> FindAsync(SignatureAgent agent, string keyId, CancellationToken cancellationToken) => ValueTask.FromResult(_found);
    }

    private sealed class Received(string? agent, string? input, string? signature) : SignedRequest
    {
        public override string Method => "GET";

        public override string Scheme => "https";

        public override string Authority => "tidepool.example";

        public override string Path => "/posts/tides";

        public override string Query => "";

        public override FieldLines GetField(string name) => name switch
        {
            "signature-agent" => Of(agent),
            "signature-input" => Of(input),
            "signature" => Of(signature),
            _ => default,
        };

        private static FieldLines Of(string? value) => value is null ? default : new FieldLines(value);
    }
}
