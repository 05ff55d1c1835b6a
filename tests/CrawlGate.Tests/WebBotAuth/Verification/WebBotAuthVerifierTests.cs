using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

public sealed class WebBotAuthVerifierTests
{
    private readonly FixedTime _time = new(Signed.Now);
    private readonly KeysInMemory _keys = new(Signed.Agent, TestKeys.Ed25519Public, TestKeys.Rsa, TestKeys.P256);

    [Fact]
    public async Task A_genuine_signature_is_verified()
    {
        var verified = Assert.IsType<WebBotAuthResult.Verified>(await Verify(new Signed().Request()));

        Assert.Equal(new SignatureAgent(new Uri(Signed.Agent)), verified.Agent);
        Assert.Equal(TestKeys.Ed25519Id, verified.KeyId);
    }

    [Theory]
    [InlineData("https://other.example/page?x=1")]
    [InlineData("https://example.com:8443/page?x=1")]
    public async Task A_signature_for_another_site_is_refuted(string url) =>
        AssertFault(SignatureFault.Refuted, await Verify((new Signed() with { Url = url }).With(new Signed().Header())));

    [Fact]
    public async Task A_signature_over_the_whole_url_is_for_that_url()
    {
        var signed = new Signed { Components = "\"@target-uri\" \"signature-agent\";key=\"sig1\"" };

        Assert.IsType<WebBotAuthResult.Verified>(await Verify(signed.Request()));
        AssertFault(SignatureFault.Refuted, await Verify((signed with { Url = "https://example.com/page?x=2" }).With(signed.Header())));
    }

    [Fact]
    public async Task Somebody_elses_signature_in_an_agents_name_is_refuted()
    {
        using var forger = Ed25519SigningKey.Generate();

        AssertFault(SignatureFault.Refuted, await Verify(new Signed { Key = forger }.Request()));
        AssertFault(SignatureFault.Refuted, await Verify((new Signed { AgentHeader = $"sig1=\"{Signed.Agent}\";type=cimd" }).With(new Signed().Header())));
    }

    [Theory]
    [InlineData("created={0};expires={1};keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";tag=\"web-bot-auth\"")]
    [InlineData("tag=\"web-bot-auth\";keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";expires={1};created={0}")]
    [InlineData("x=1;expires={1};tag=\"web-bot-auth\";nonce=\"n\";created={0};y;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";alg=\"ed25519\"")]
    public async Task Parameters_verify_in_the_order_they_were_signed_in_and_in_no_other(string format)
    {
        var parameters = string.Format(null, format, Signed.Now, Signed.Now + 60);
        var signed = new Signed { Parameters = parameters };
        var (input, signature) = signed.Header();
        var parts = parameters.Split(';');
        (parts[0], parts[1]) = (parts[1], parts[0]);

        Assert.IsType<WebBotAuthResult.Verified>(await Verify(signed.Request()));
        AssertFault(SignatureFault.Refuted, await Verify(signed.With((input.Replace(parameters, string.Join(';', parts)), signature))));
    }

    [Theory]
    [InlineData(-60, -1, SignatureFault.Expired)]
    [InlineData(61, 120, SignatureFault.NotYetValid)]
    [InlineData(10, 5, SignatureFault.Malformed)]
    [InlineData(-10, 86_391, SignatureFault.LifetimeTooLong)]
    public async Task Times_are_kept(long created, long expires, SignatureFault fault) =>
        AssertFault(fault, await Verify(WithTimes(created, expires)));

    [Theory]
    [InlineData(-60, 0)]
    [InlineData(60, 120)]
    [InlineData(-10, 86_390)]
    public async Task Times_at_the_limits_pass(long created, long expires) =>
        Assert.IsType<WebBotAuthResult.Verified>(await Verify(WithTimes(created, expires)));

    [Theory]
    [InlineData("created=1799999990;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\"", SignatureFault.MissingParameter)]
    [InlineData("expires=1800000060;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\"", SignatureFault.MissingParameter)]
    [InlineData("created=1799999990;expires=1800000060", SignatureFault.MissingParameter)]
    [InlineData("created=1799999990;expires=1800000060;keyid=\"test-key-ed25519\"", SignatureFault.Malformed)]
    [InlineData("created=1799999990;expires=1800000060;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0V\"", SignatureFault.Malformed)]
    [InlineData("created=1799999990;expires=1800000060;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";alg=\"hmac-sha256\"", SignatureFault.UnsupportedAlgorithm)]
    [InlineData("created=1799999990;expires=1800000060;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";alg=\"ecdsa-p256-sha256\"", SignatureFault.UnsupportedAlgorithm)]
    [InlineData("created=1799999990;expires=1800000060;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";alg=\"none\"", SignatureFault.UnsupportedAlgorithm)]
    [InlineData("created=1799999990;expires=1800000060;keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";alg=\"rsa-pss-sha512\"", SignatureFault.AlgorithmMismatch)]
    [InlineData("created=1799999990;expires=1800000060;keyid=\"oD0HwocPBSfpNy5W3bpJeyFGY_IQ_YpqxSjQ3Yd-CLA\";alg=\"ed25519\"", SignatureFault.AlgorithmMismatch)]
    [InlineData("created=1799999990;expires=1800000060;keyid=\"oD0HwocPBSfpNy5W3bpJeyFGY_IQ_YpqxSjQ3Yd-CLA\"", SignatureFault.Refuted)]
    public async Task Parameters_are_required_and_believed_only_as_the_key_allows(string parameters, SignatureFault fault) =>
        AssertFault(fault, await Verify(new Signed { Parameters = parameters + ";tag=\"web-bot-auth\"" }.Request()));

    [Fact]
    public async Task A_key_of_another_algorithm_is_refused_even_without_alg() => AssertFault(
        SignatureFault.UnsupportedAlgorithm,
        await Verify(new Signed { Parameters = Signed.Times(Signed.Now, Signed.Now + 9) + $";keyid=\"{TestKeys.P256.KeyId}\";tag=\"web-bot-auth\"" }.Request()));

    [Theory]
    [InlineData("\"@method\" \"signature-agent\";key=\"sig1\"", SignatureFault.UncoveredAuthority)]
    [InlineData("\"@authority\"", SignatureFault.UncoveredAgent)]
    [InlineData("\"@authority\" \"signature-agent\";key=\"sig2\"", SignatureFault.Malformed)]
    [InlineData("\"@authority\" \"signature-agent\";key=\"sig1\" \"signature-agent\";key=\"sig3\"", SignatureFault.MissingComponent)]
    [InlineData("\"@authority\" \"signature-agent\";key=\"sig1\" \"x-absent\"", SignatureFault.MissingComponent)]
    [InlineData("\"@authority\" \"signature-agent\";key=\"sig1\" \"host\";tr", SignatureFault.UnsupportedComponent)]
    public async Task Coverage_is_required(string components, SignatureFault fault)
    {
        var input = $"sig1=({components});{new Signed().Parameters}";

        AssertFault(fault, await Verify(new Signed().With((input, "sig1=:AQ==:"))));
        Assert.Equal(0, _keys.Lookups);
    }

    [Theory]
    [InlineData("sig1=\"http://signer.example\"", SignatureFault.UnacceptableAgent)]
    [InlineData("sig1=\"signer.example\"", SignatureFault.UnacceptableAgent)]
    [InlineData("sig1=\"https://user@signer.example\"", SignatureFault.UnacceptableAgent)]
    [InlineData("sig1=\"https://signer.example#f\"", SignatureFault.UnacceptableAgent)]
    [InlineData("sig1=\"https://signer.example\";type=other", SignatureFault.UnacceptableAgent)]
    [InlineData("sig1=\"https://signer.example\";type=\"cimd\"", SignatureFault.UnacceptableAgent)]
    [InlineData("sig1=token", SignatureFault.UnacceptableAgent)]
    [InlineData("sig1=(\"https://signer.example\")", SignatureFault.Malformed)]
    [InlineData("https://signer.example", SignatureFault.Malformed)]
    [InlineData("\"https://signer.example\", \"https://other.example\"", SignatureFault.Malformed)]
    [InlineData("", SignatureFault.Malformed)]
    public async Task Agents_are_https_urls(string header, SignatureFault fault) =>
        AssertFault(fault, await Verify((new Signed { AgentHeader = header }).With(new Signed().Header())));

    [Fact]
    public async Task Tests_may_allow_http_agents()
    {
        var signed = new Signed { AgentHeader = "sig1=\"http://127.0.0.1:99\"" };
        var verifier = new WebBotAuthVerifier(new KeysInMemory("http://127.0.0.1:99", TestKeys.Ed25519Public), _time, new() { AllowInsecureAgents = true });

        Assert.IsType<WebBotAuthResult.Verified>(await verifier.VerifyAsync(signed.Request()));
        AssertFault(SignatureFault.UnacceptableAgent, await Verify(signed.Request()));
    }

    [Theory]
    [InlineData("\"https://signer.example\"", "\"@authority\" \"signature-agent\"")]
    [InlineData("a2=\"https://signer.example\"", "\"@authority\" \"signature-agent\";key=\"a2\"")]
    [InlineData("x=\"https://other.example\", sig1=\"https://signer.example\"", "\"@authority\" \"signature-agent\";key=\"sig1\"")]
    [InlineData("x=\"https://other.example\", sig1=\"https://signer.example\"", "\"@authority\" \"signature-agent\";key=\"x\" \"signature-agent\";key=\"sig1\"")]
    [InlineData("x=\"https://other.example\", sig1=\"https://signer.example\"", "\"@authority\" \"signature-agent\"")]
    public async Task The_covered_agent_is_the_one(string header, string components)
    {
        var verified = Assert.IsType<WebBotAuthResult.Verified>(await Verify(new Signed { AgentHeader = header, Components = components }.Request()));

        Assert.Equal(new Uri(Signed.Agent), verified.Agent.Url);
    }

    [Fact]
    public async Task What_is_not_meant_for_us_is_unverified()
    {
        AssertReason(UnverifiedReason.NoSignature, await Verify(new TestRequest("GET", "https://example.com/")));
        AssertReason(UnverifiedReason.NoSignature, await Verify(new TestRequest("GET", "https://example.com/", ("Signature-Agent", "sig1=\"https://signer.example\""))));
        AssertReason(UnverifiedReason.NoSignature, await Verify(new Signed { AgentHeader = null, Components = "\"@method\"", Parameters = "tag=\"other\"" }.Request()));
        AssertReason(UnverifiedReason.NoSignatureAgent, await Verify(new Signed { AgentHeader = null, Components = "\"@authority\"" }.Request()));
        AssertFault(SignatureFault.WrongTag, await Verify(new Signed { Parameters = new Signed().Parameters.Replace("web-bot-auth", "http-message-signatures-directory") }.Request()));
        AssertFault(SignatureFault.WrongTag, await Verify(new Signed { Parameters = new Signed().Parameters.Replace(";tag=\"web-bot-auth\"", "") }.Request()));
        Assert.Equal(0, _keys.Lookups);
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_refutes_nobody()
    {
        AssertReason(UnverifiedReason.KeyNotListed, await Verify(new Signed { Parameters = new Signed().Parameters.Replace(TestKeys.Ed25519Id, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs") }.Request()));
        AssertReason(UnverifiedReason.KeyNotListed, await Verify(new Signed { AgentHeader = "sig1=\"https://other.example\"" }.Request()));
        _keys.Failure = "503";
        AssertReason(UnverifiedReason.DirectoryUnavailable, await Verify(new Signed().Request()));
    }

    [Fact]
    public async Task A_key_the_directory_confuses_with_another_is_not_believed()
    {
        using var other = Ed25519SigningKey.Generate();
        var verifier = new WebBotAuthVerifier(new Confused(other.ToVerificationKey()), _time);

        AssertReason(UnverifiedReason.KeyNotListed, await verifier.VerifyAsync(new Signed { Key = other }.Request()));
    }

    [Fact]
    public async Task Of_three_signatures_the_first_that_verifies_wins()
    {
        using var forger = Ed25519SigningKey.Generate();
        var good = new Signed().Header();
        var bad = Enumerable.Range(2, 3).Select(i => (new Signed { Label = $"sig{i}", Key = forger }).Header()).ToArray();
        var foreign = new Signed { Label = "x", Components = "\"@method\";unknown", Parameters = "tag=\"other\"" };

        Assert.IsType<WebBotAuthResult.Verified>(await Verify(new Signed().With(bad[0], bad[1], good)));
        AssertFault(SignatureFault.Refuted, await Verify(new Signed().With(bad[0], bad[1], bad[2], good)));
        Assert.IsType<WebBotAuthResult.Verified>(await Verify(new Signed().With(($"x=(\"@method\";unknown);{foreign.Parameters}", "x=:AQ==:"), good)));
    }

    [Fact]
    public async Task A_nonce_is_good_for_one_request_until_the_signature_expires()
    {
        var verifier = new WebBotAuthVerifier(_keys, _time);
        TestRequest With(string nonce) => new Signed { Parameters = new Signed().Parameters + $";nonce=\"{nonce}\"" }.Request();

        Assert.IsType<WebBotAuthResult.Verified>(await verifier.VerifyAsync(With("one")));
        AssertFault(SignatureFault.Replayed, await verifier.VerifyAsync(With("one")));
        Assert.IsType<WebBotAuthResult.Verified>(await verifier.VerifyAsync(With("two")));
        _time.Now = _time.Now.AddSeconds(60);
        AssertFault(SignatureFault.Replayed, await verifier.VerifyAsync(With("one")));
        _time.Now = _time.Now.AddSeconds(1);
        AssertFault(SignatureFault.Expired, await verifier.VerifyAsync(With("one")));
    }

    [Fact]
    public async Task A_forgery_does_not_use_up_a_nonce()
    {
        using var forger = Ed25519SigningKey.Generate();
        var verifier = new WebBotAuthVerifier(_keys, _time);
        var signed = new Signed { Parameters = new Signed().Parameters + ";nonce=\"n\"" };

        AssertFault(SignatureFault.Refuted, await verifier.VerifyAsync((signed with { Key = forger }).Request()));
        Assert.IsType<WebBotAuthResult.Verified>(await verifier.VerifyAsync(signed.Request()));
    }

    [Fact]
    public async Task Of_racing_replays_one_passes()
    {
        var verifier = new WebBotAuthVerifier(_keys, _time);
        var signed = new Signed { Parameters = new Signed().Parameters + ";nonce=\"race\"" };

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => verifier.VerifyAsync(signed.Request()).AsTask())));

        Assert.Single(results.OfType<WebBotAuthResult.Verified>());
        Assert.Equal(63, results.Count(result => result is WebBotAuthResult.Invalid { Fault: SignatureFault.Replayed }));
    }

    [Fact]
    public void A_request_without_a_signature_costs_nothing()
    {
        var verifier = new WebBotAuthVerifier(_keys, _time);
        var request = new Silent();

        Allocation.AssertNone(() => Assert.True(verifier.VerifyAsync(request).IsCompletedSuccessfully));
    }

    private static TestRequest WithTimes(long created, long expires) =>
        new Signed { Parameters = Signed.Times(Signed.Now + created, Signed.Now + expires) + $";keyid=\"{TestKeys.Ed25519Id}\";tag=\"web-bot-auth\"" }.Request();

    private static void AssertFault(SignatureFault fault, WebBotAuthResult result) => Assert.Equal(fault, Assert.IsType<WebBotAuthResult.Invalid>(result).Fault);

    private static void AssertReason(UnverifiedReason reason, WebBotAuthResult result) => Assert.Equal(reason, Assert.IsType<WebBotAuthResult.Unverified>(result).Reason);

    private async Task<WebBotAuthResult> Verify(TestRequest request) => await new WebBotAuthVerifier(_keys, _time).VerifyAsync(request);

    private sealed class Confused(VerificationKey key) : ISignatureKeyDirectory
    {
        public ValueTask<KeyLookup> FindAsync(SignatureAgent agent, string keyId, CancellationToken cancellationToken) => new(new KeyLookup.Found(key));
    }

    private sealed class Silent : SignedRequest
    {
        public override string Method => "GET";

        public override string Scheme => "https";

        public override string Authority => "example.com";

        public override string Path => "/";

        public override string Query => "";

        public override FieldLines GetField(string name) => default;
    }
}
