using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class WebBotAuthSignerTests
{
    private const string Agent = "https://signer.example";
    private static readonly FixedTime Time = new(1_800_000_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_signed_verifies_once(bool bare)
    {
        var signer = new WebBotAuthSigner(TestKeys.Ed25519Private, new SignatureAgent(new Uri(Agent)), Time) { UseBareAgent = bare };
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://Site.example:443/a?b");
        signer.Sign(request);
        var verifier = new WebBotAuthVerifier(new KeysInMemory(Agent, TestKeys.Ed25519Public), Time);

        Assert.Equal(bare ? $"\"{Agent}\"" : $"sig1=\"{Agent}\"", Assert.Single(request.Headers.GetValues("Signature-Agent")));
        var verified = Assert.IsType<WebBotAuthResult.Verified>(await verifier.VerifyAsync(Received(request)));
        Assert.Equal((new Uri(Agent), SignatureAgentType.Directory, TestKeys.Ed25519Id), (verified.Agent.Url, verified.Agent.Type, verified.KeyId));
        Assert.Equal(SignatureFault.Replayed, Assert.IsType<WebBotAuthResult.Invalid>(await verifier.VerifyAsync(Received(request))).Fault);
    }

    [Theory]
    [InlineData(SignatureAgentType.JwksUri, "https://signer.example/keys.json", "sig1=\"https://signer.example/keys.json\";type=jwks_uri")]
    [InlineData(SignatureAgentType.Cimd, "https://signer.example/card", "sig1=\"https://signer.example/card\";type=cimd")]
    public async Task Other_agent_types_are_kept(SignatureAgentType type, string url, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://site.example/");
        new WebBotAuthSigner(TestKeys.Ed25519Private, new SignatureAgent(new Uri(url), type), Time).Sign(request);

        Assert.Equal(header, Assert.Single(request.Headers.GetValues("Signature-Agent")));
        var result = await new WebBotAuthVerifier(new KeysInMemory(url, TestKeys.Ed25519Public), Time).VerifyAsync(Received(request));
        Assert.Equal(type, Assert.IsType<WebBotAuthResult.Verified>(result).Agent.Type);
    }

    [Fact]
    public async Task The_handler_signs_each_request_anew_and_leaves_redirects_alone()
    {
        var seen = new List<(string, string?)>();
        var inner = new SocketsHttpHandler();
        using var http = new HttpClient(new WebBotAuthHandler(new WebBotAuthSigner(TestKeys.Ed25519Private, new SignatureAgent(new Uri(Agent))), new Recorder(inner, request =>
        {
            seen.Add((request.RequestUri!.Host, request.Headers.GetValues("Signature").Single()));
            return new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("https://other.example/") } };
        })));

        using var first = await http.GetAsync("https://site.example/");
        using var second = await http.GetAsync("https://site.example/");

        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        Assert.False(inner.AllowAutoRedirect);
        Assert.Equal(2, seen.Count);
        Assert.Equal(2, seen.Distinct().Count());
    }

    [Fact]
    public void The_directory_of_the_draft_is_reproduced_and_proves_possession()
    {
        var directory = SignedKeyDirectory.Create([TestKeys.Ed25519Private], "Signature-Agent.test:443", TimeSpan.FromDays(1), Time);

        Assert.Equal(
            """{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","use":"sig"}]}""",
            Encoding.UTF8.GetString(directory.Body.Span));
        Assert.Equal("sha-256=:CADMT2aBdV/rqQr/NIru64ERQkCobVvllA4V0fLFDu0=:", directory.Headers["Content-Digest"]);
        Assert.Equal("application/http-message-signatures-directory+json", directory.Headers["Content-Type"]);
        var request = new TestRequest("GET", "https://signature-agent.test/.well-known/http-message-signatures-directory");
        var response = new TestResponse(200, request, [.. directory.Headers.Select(header => (header.Key, header.Value))]);
        Assert.Null(MessageSignature.TryRead(response, out var signatures));
        var proof = Assert.Single(signatures);
        Assert.Equal(("http-message-signatures-directory", TestKeys.Ed25519Id, 1_800_000_000, 1_800_086_400), (proof.Tag, proof.KeyId, proof.Created, proof.Expires));
        Assert.Equal("\"@authority\";req \"content-digest\"", string.Join(' ', proof.Components.Select(component => $"\"{component.Name}\"{(component.IsOfRequest ? ";req" : "")}")));
        Assert.Null(proof.Verify(response, TestKeys.Ed25519Public));
        Assert.True(ContentDigest.Matches(response.GetField("content-digest"), directory.Body.Span));
        var elsewhere = new TestResponse(200, new TestRequest("GET", "https://other.test/"), [.. directory.Headers.Select(header => (header.Key, header.Value))]);
        Assert.Equal(SignatureFault.Refuted, proof.Verify(elsewhere, TestKeys.Ed25519Public)!.Fault);
    }

    [Fact]
    public void A_directory_of_several_keys_is_signed_by_each()
    {
        using var other = Ed25519SigningKey.Generate();
        var directory = SignedKeyDirectory.Create([TestKeys.Ed25519Private, other], "signer.example", TimeSpan.FromHours(1));
        var response = new TestResponse(200, new TestRequest("GET", Agent), [.. directory.Headers.Select(header => (header.Key, header.Value))]);

        Assert.Null(MessageSignature.TryRead(response, out var signatures));
        var keys = JsonDocument.Parse(directory.Body).RootElement.GetProperty("keys").EnumerateArray().Select(jwk => TestKeys.Read(jwk.GetRawText())).ToArray();
        Assert.Equal(2, keys.Length);
        Assert.All(keys, key => Assert.Null(signatures.Single(signature => signature.KeyId == key.KeyId).Verify(response, key)));
    }

    [Fact]
    public void Keys_are_read_from_pem()
    {
        Assert.Equal(TestKeys.Ed25519Id, TestKeys.Ed25519Private.KeyId);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<CryptographicException>(() => Ed25519SigningKey.FromPem(ecdsa.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<CryptographicException>(() => Ed25519SigningKey.FromPem(ecdsa.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<CryptographicException>(() => Ed25519SigningKey.FromPem("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----"));
        Assert.Throws<CryptographicException>(() => Ed25519SigningKey.FromPem(""));
        Assert.Throws<ArgumentException>(() => Ed25519SigningKey.FromSeed(new byte[31]));
    }

    [Fact]
    public void What_accept_signature_asks_for_is_what_the_signer_covers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://site.example/");
        new WebBotAuthSigner(TestKeys.Ed25519Private, new SignatureAgent(new Uri(Agent))).Sign(request);

        Assert.True(FieldReader.TryReadDictionary(AcceptSignature.WebBotAuth, out var asked));
        Assert.True(FieldReader.TryReadDictionary(request.Headers.GetValues("Signature-Input").Single(), out var signed));
        Assert.Equal(asked[0].InnerList!.Select(item => item.Value.ToString()), signed[0].InnerList!.Select(item => item.Value.ToString()));
        Assert.All(asked[0].Parameters.Items.ToArray(), parameter => Assert.True(signed[0].Parameters.TryGet(parameter.Key.Span, out _)));
    }

    private static TestRequest Received(HttpRequestMessage request) =>
        new(request.Method.Method, request.RequestUri!.AbsoluteUri, [.. request.Headers.Select(header => (header.Key, string.Join(", ", header.Value)))]);

    private sealed class Recorder(HttpMessageHandler inner, Func<HttpRequestMessage, HttpResponseMessage> answer) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
