using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.WebBotAuth;

namespace CrawlGate.IntegrationTests;

/// <summary>Who is asking, by the signature: Web Bot Auth over HTTP through the real gateway.</summary>
public sealed class SignatureTests(SignatureTests.Site site) : IClassFixture<SignatureTests.Site>
{
    // The test key of RFC 9421, appendix B.1.4.
    private const string PrivateJwk = """{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs","d":"n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU"}""";
    private const string Pem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
        -----END PRIVATE KEY-----
        """;

    private const string Script = "tidepool-reader 1";

    private IdentityStand Stand => site.Stand;

    [Fact]
    public async Task Our_signed_request_is_verified_and_a_rule_may_let_it_pass()
    {
        Assert.Equal((200, "allow", "verified"), Read(await SendAsync(site.Keys, "signed/a", Script)));
        Assert.Equal((402, "charge 0.001", "verified"), Read(await SendAsync(site.Keys, "page", Script)));
        Assert.Equal((200, "allow", "verified"), Read(await SendAsync(site.Keys, "signed/b", IdentityStand.UserAgent("PlainTraining"))));
        Assert.Equal((402, "charge 0.001", "unverifiable"), Read(await Stand.VisitAsync("PlainTraining", IdentityStand.Elsewhere, "signed/c")));
    }

    [Fact]
    public async Task The_reference_clients_request_is_verified()
    {
        Assert.Equal((200, "allow", "verified"), await FetchAsync("signed/reference"));
        Assert.Equal((402, "charge 0.001", "verified"), await FetchAsync("page"));
    }

    [Fact]
    public async Task The_reference_clients_signature_for_another_site_is_refuted()
    {
        var (status, outcome, identity) = await FetchAsync("signed/tampered", ("TAMPER", "1"));
        Assert.Equal((403, "block 403", "spoofed"), (status, outcome, identity));
    }

    [Theory]
    [InlineData("Googlebot", IdentityStand.Elsewhere, 403, "spoofed")]
    [InlineData("Googlebot", "10.1.2.3", 402, "verified")]
    [InlineData("DownSearch", IdentityStand.Elsewhere, 402, "verified")]
    [InlineData("PlainTraining", IdentityStand.Elsewhere, 402, "verified")]
    public async Task A_strangers_valid_signature_is_the_strangers_whatever_name_it_borrows_and_a_refuted_name_is_a_lie(string crawler, string address, int status, string identity)
    {
        var answer = await SendAsync(site.Keys, "borrowed", IdentityStand.UserAgent(crawler), address);

        Assert.Equal((status, identity), (answer.Status, Read(answer).Identity));
        if (status == 402)
            Assert.Contains(Stand.Log.Of("CrawlGate.Decisions"), line => line.StartsWith(answer.Header("X-CrawlGate-Decision")!, StringComparison.Ordinal) && line.Contains($": {site.Keys.Agent.Url.AbsoluteUri.TrimEnd('/')}, verified", StringComparison.Ordinal));
    }

    public static TheoryData<string> Faults => new() { "signature", "replayed", "expired", "future", "key", "down", "malformed", "agentless", "elsewhere" };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_does_not_verify_is_never_verified_and_opens_nothing_that_only_signers_may_see(string fault)
    {
        foreach (var userAgent in (string[])[Script, IdentityStand.UserAgent("PlainTraining")])
        {
            var (status, outcome, identity) = Read(await SendWrongAsync(fault, "signed/wrong", userAgent, IdentityStand.Elsewhere));

            Assert.NotEqual("verified", identity);
            var isBlocked = fault == "signature" && userAgent == Script;
            Assert.Equal(isBlocked ? (403, "block 403") : (402, "charge 0.001"), (status, outcome));
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_signature_that_proves_nothing_is_no_way_out_for_an_impostor(string fault)
    {
        foreach (var crawler in (string[])["Googlebot", "ListedTraining", "SigningTraining"])
            Assert.Equal((403, "block 403", "spoofed"), Read(await SendWrongAsync(fault, "impostor", IdentityStand.UserAgent(crawler), IdentityStand.Elsewhere)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_spoilt_signature_of_somebody_else_harms_no_crawler(string fault)
    {
        foreach (var (crawler, address, identity) in ((string, string, string)[])[("Googlebot", IdentityStand.Listed, "verified"), ("DownSearch", IdentityStand.Elsewhere, "unverifiable"), ("NamedSearch", IdentityStand.Silent, "unverifiable")])
            Assert.Equal((200, "allow", identity), Read(await SendWrongAsync(fault, "harmless", IdentityStand.UserAgent(crawler), address)));
    }

    [Theory]
    [InlineData("sig1=(\"@method\");created=1;keyid=\"x\";tag=\"other-use\"", "sig1=:AAAA:")]
    [InlineData("not a structured field at all;;;", "nor=this")]
    [InlineData("sig1=(\"date\")", "")]
    public async Task A_signature_made_for_another_use_makes_nobody_a_crawler_whatever_the_host(string input, string signature)
    {
        foreach (var host in (string[])[Stand.Gateway.Url.Authority, "elsewhere.example"])
        {
            foreach (var userAgent in (string[])[Script, TestGateway.Browser])
            {
                var answer = await Stand.VisitAsync(userAgent, IdentityStand.Elsewhere, "other", ("Host", host), ("Signature-Input", input), ("Signature", signature));
                Assert.Equal((200, "unclaimed"), (answer.Status, Read(answer).Identity));
            }
        }
    }

    [Theory]
    [InlineData("SigningAgent", "page", 402, true)]
    [InlineData("SigningTraining", "page", 403, true)]
    [InlineData("SigningAgent", "closed/page", 403, true)]
    [InlineData("PlainTraining", "page", 402, false)]
    [InlineData("ListedTraining", "page", 403, false)]
    [InlineData("PlainTraining", "closed/page", 403, false)]
    [InlineData(TestGateway.Browser, "closed/page", 403, false)]
    [InlineData("DownSearch", "page", 200, false)]
    public async Task A_signature_is_asked_for_where_the_crawler_is_known_to_sign(string crawler, string path, int status, bool isAsked)
    {
        var answer = await Stand.VisitAsync(crawler, IdentityStand.Elsewhere, path);

        Assert.Equal(status, answer.Status);
        Assert.Equal(isAsked ? AcceptSignature.WebBotAuth : null, answer.Header("Accept-Signature"));
    }

    private async Task<Answer> SendAsync(KeyServer keys, string path, string userAgent, string address = IdentityStand.Elsewhere, Action<HttpRequestMessage>? change = null, bool twice = false)
    {
        using var request = Request(path, userAgent, address);
        new WebBotAuthSigner(keys.Key, keys.Agent).Sign(request);
        change?.Invoke(request);
        using var http = new HttpClient();
        if (!twice)
            return await Answer.ReadAsync(await http.SendAsync(request));

        using var again = Request(path, userAgent, address);
        foreach (var (name, value) in request.Headers.NonValidated.Where(header => header.Key.StartsWith("Signature", StringComparison.OrdinalIgnoreCase)))
            again.Headers.TryAddWithoutValidation(name, value.ToString());
        await http.SendAsync(request);
        return await Answer.ReadAsync(await http.SendAsync(again));
    }

    private HttpRequestMessage Request(string path, string userAgent, string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Stand.Gateway.Url, path));
        foreach (var (name, value) in ((string, string)[])[("User-Agent", userAgent), ("X-Forwarded-For", address), ("X-CrawlGate-Ask", IdentityStand.Key)])
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>A request whose signature is wrong in one way.</summary>
    private async Task<Answer> SendWrongAsync(string fault, string path, string userAgent, string address)
    {
        switch (fault)
        {
            case "signature":
                return await SendAsync(site.Keys, path, userAgent, address, request => Replace(request, "Signature", "sig1=:", "sig1=:AAAA", skip: 4));
            case "replayed":
                return await SendAsync(site.Keys, path, userAgent, address, twice: true);
            case "malformed":
                return await SendAsync(site.Keys, path, userAgent, address, request => Replace(request, "Signature-Input", "keyid=\"", "keyid=\"(", skip: 0));
            case "agentless":
                return await SendAsync(site.Keys, path, userAgent, address, request => request.Headers.Remove("Signature-Agent"));
            case "elsewhere":
                using (var request = Request(path, userAgent, address))
                {
                    request.Headers.Host = "elsewhere.example";
                    new WebBotAuthSigner(site.Keys.Key, site.Keys.Agent).Sign(request);
                    using var http = new HttpClient();
                    return await Answer.ReadAsync(await http.SendAsync(request));
                }

            case "down":
                return await SendAsync(site.Down, path, userAgent, address);

            case "key":
                using (var key = Ed25519SigningKey.Generate())
                using (var request = Request(path, userAgent, address))
                using (var http = new HttpClient())
                {
                    new WebBotAuthSigner(key, site.Keys.Agent).Sign(request);
                    return await Answer.ReadAsync(await http.SendAsync(request));
                }

            default:
                using (var request = Request(path, userAgent, address))
                using (var http = new HttpClient())
                {
                    var time = new ShiftedTime();
                    time.Pass(fault == "expired" ? TimeSpan.FromDays(-2) : TimeSpan.FromHours(1));
                    new WebBotAuthSigner(site.Keys.Key, site.Keys.Agent, time).Sign(request);
                    return await Answer.ReadAsync(await http.SendAsync(request));
                }
        }
    }

    private static void Replace(HttpRequestMessage request, string name, string old, string with, int skip)
    {
        var value = request.Headers.NonValidated[name].ToString();
        var at = value.IndexOf(old, StringComparison.Ordinal);
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value[..at] + with + value[(at + old.Length + skip)..]);
    }

    private async Task<(int Status, string Outcome, string Identity)> FetchAsync(string path, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>
        {
            ["URL"] = new Uri(Stand.Gateway.Url, path).ToString(),
            ["AGENT"] = $"\"{site.Reference.Agent.Url.GetLeftPart(UriPartial.Authority)}\"",
            ["JWK"] = PrivateJwk,
            ["HEADERS"] = new JsonObject { ["X-CrawlGate-Ask"] = IdentityStand.Key, ["X-Forwarded-For"] = IdentityStand.Elsewhere, ["User-Agent"] = Script }.ToJsonString(),
        };
        foreach (var (name, value) in more)
            environment[name] = value;
        var answer = JsonDocument.Parse(await NodeProcess.RunAsync("webbotauth/fetch.mjs", environment)).RootElement;
        return Read(answer.GetProperty("status").GetInt32(), answer.GetProperty("headers").GetProperty("x-crawlgate-would").GetString()!);
    }

    private static (int Status, string Outcome, string Identity) Read(Answer answer) => Read(answer.Status, answer.Header("X-CrawlGate-Would")!);

    private static (int Status, string Outcome, string Identity) Read(int status, string would)
    {
        var parts = would.Split("; ");
        return (status, parts[0], parts.Single(part => part.StartsWith("identity=", StringComparison.Ordinal))["identity=".Length..]);
    }

    public sealed class Site : IAsyncLifetime
    {
        internal IdentityStand Stand { get; private set; } = null!;

        /// <summary>A signer that the catalogue does not know.</summary>
        internal KeyServer Keys { get; private set; } = null!;

        /// <summary>A signer whose directory cannot be read. One for all tests: of one host only a few directories are remembered.</summary>
        internal KeyServer Down { get; private set; } = null!;

        /// <summary>The directory of the reference client's key.</summary>
        internal KeyServer Reference { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Keys = await KeyServer.StartAsync();
            Down = await KeyServer.StartAsync();
            Down.IsDown = true;
            Reference = await KeyServer.StartAsync(Ed25519SigningKey.FromPem(Pem));
            // Clients sign for the address that they connect to, so the site must be called by it.
            var url = $"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
            Stand = await IdentityStand.StartAsync(
                settings =>
                {
                    settings["PublicUrl"] = url;
                    settings["Verification"]!["WebBotAuth"] = new JsonObject { ["UnsafeAllowPrivateAddressesAndPlainHttp"] = true };
                    settings["Rules"] = JsonNode.Parse(
                        """
                        [ { "Name": "signers", "When": { "Verification": [ "web-bot-auth" ], "Path": [ "/signed/" ] }, "Action": "allow" },
                          { "Name": "closed", "When": { "Path": [ "/closed/" ] }, "Action": "block" } ]
                        """);
                },
                "--urls", url);
        }

        public async Task DisposeAsync()
        {
            await Stand.DisposeAsync();
            await Keys.DisposeAsync();
            await Down.DisposeAsync();
            await Reference.DisposeAsync();
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
