using System.Net;
using System.Text.Json;
using CrawlGate.DevChain;
using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.IntegrationTests;

/// <summary>The reference implementation of Web Bot Auth over HTTP, in both directions.</summary>
public sealed class ReferenceImplementationTests
{
    private const string Agent = "https://signature-agent.test";
    private const string PublicJwk = """{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}""";
    private const string PrivateJwk = """{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","d":"n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU"}""";
    private const string Pem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
        -----END PRIVATE KEY-----
        """;

    [Fact]
    public async Task A_request_of_the_reference_signer_verifies()
    {
        await using var site = await ServeAsync();

        var answer = await FetchAsync(site, tamper: false);

        Assert.Equal(200, answer.GetProperty("status").GetInt32());
        Assert.Equal($"{Agent}/ poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Its_signature_for_another_site_is_refuted()
    {
        await using var site = await ServeAsync();

        var answer = await FetchAsync(site, tamper: true);

        Assert.Equal(403, answer.GetProperty("status").GetInt32());
        Assert.Equal("Refuted", answer.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Our_request_satisfies_the_reference_verifier()
    {
        await using var server = await NodeProcess.StartAsync("webbotauth/serve.mjs", new Dictionary<string, string> { ["JWK"] = PublicJwk });
        using var key = Ed25519SigningKey.FromPem(Pem);
        // It knows the older form of the header only.
        using var http = new HttpClient(new WebBotAuthHandler(new WebBotAuthSigner(key, new SignatureAgent(new Uri(Agent))) { UseBareAgent = true }));

        using var response = await http.GetAsync(new Uri(server.Url, "page?x=1"));

        Assert.Equal(key.KeyId, await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Our_request_in_the_current_form_verifies_over_http()
    {
        await using var site = await ServeAsync();
        using var key = Ed25519SigningKey.FromPem(Pem);
        using var http = new HttpClient(new WebBotAuthHandler(new WebBotAuthSigner(key, new SignatureAgent(new Uri(Agent)))));

        Assert.Equal($"{Agent}/ {key.KeyId}", await http.GetStringAsync(site.Urls.Single() + "/page?x=1"));
    }

    private static async Task<JsonElement> FetchAsync(WebApplication site, bool tamper)
    {
        var environment = new Dictionary<string, string> { ["URL"] = site.Urls.Single() + "/page?x=1", ["AGENT"] = $"\"{Agent}\"", ["JWK"] = PrivateJwk };
        if (tamper)
            environment["TAMPER"] = "1";

        return JsonDocument.Parse(await NodeProcess.RunAsync("webbotauth/fetch.mjs", environment)).RootElement;
    }

    private static async Task<WebApplication> ServeAsync()
    {
        Assert.True(VerificationKey.TryParse(JsonDocument.Parse(PublicJwk).RootElement, out var key, out var error), error);
        var verifier = new WebBotAuthVerifier(new OneKey(key));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            var result = await verifier.VerifyAsync(new ReceivedRequest(context.Request), context.RequestAborted);
            context.Response.StatusCode = result is WebBotAuthResult.Verified ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync(result switch
            {
                WebBotAuthResult.Verified(var agent, var keyId) => $"{agent.Url} {keyId}",
                WebBotAuthResult.Invalid(var fault, _) => fault.ToString(),
                WebBotAuthResult.Unverified(var reason, _) => reason.ToString(),
                _ => "",
            });
        });
        await server.StartAsync();
        return server;
    }

    private sealed class OneKey(VerificationKey key) : ISignatureKeyDirectory
    {
        public ValueTask<KeyLookup> FindAsync(SignatureAgent agent, string keyId, CancellationToken cancellationToken) =>
            ValueTask.FromResult<KeyLookup>(agent.Url == new Uri(Agent) && keyId == key.KeyId ? new KeyLookup.Found(key) : new KeyLookup.NotListed());
    }

    private sealed class ReceivedRequest(HttpRequest request) : SignedRequest
    {
        private readonly string _target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        public override string Method => request.Method;

        public override string Scheme => request.Scheme;

        public override string Authority => NormalizeAuthority(request.Scheme, request.Host.Value ?? "");

        public override string Path => _target.Split('?', 2)[0];

        public override string Query => request.QueryString.Value ?? "";

        public override string RequestTarget => _target;

        public override FieldLines GetField(string name) => request.Headers[name] switch
        {
            { Count: 0 } => default,
            { Count: 1 } values => new FieldLines(values[0] ?? ""),
            var values => new FieldLines([.. values.Select(value => value ?? "")]),
        };
    }
}
