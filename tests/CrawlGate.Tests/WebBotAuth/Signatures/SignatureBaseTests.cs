using System.Text;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>Values of components as RFC 9421 section 2 shows them, and what is refused.</summary>
public sealed class SignatureBaseTests
{
    private static readonly TestRequest Request = new(
        "GET",
        "https://www.Example.com:443/path%2F?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&twice=1&twice=2&bad=%FF&flag",
        ("X-OWS-Header", "   Leading and trailing whitespace.   "),
        ("X-Obs-Fold-Header", "Obsolete\r\n    line folding."),
        ("Cache-Control", "max-age=60"),
        ("Cache-Control", "   must-revalidate"),
        ("Example-Dict", " a=1,    b=2;x=1;y=2,   c=(a   b    c), d"),
        ("Priority", "u=1,    i"),
        ("Example-Header", "value, with, lots"),
        ("Example-Header", "of, commas"),
        ("X-Empty-Header", ""),
        ("X-Injected", "one\n\"@method\": POST"),
        ("X-Bad-Fold", "one\r\ntwo"),
        ("X-Foreign", "é"));

    private static readonly TestResponse Response = new(503, Request, ("X-Answer", "yes"));

    [Theory]
    [InlineData("\"@method\"", "GET")]
    [InlineData("\"@target-uri\"", "https://www.example.com/path%2F?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&twice=1&twice=2&bad=%FF&flag")]
    [InlineData("\"@authority\"", "www.example.com")]
    [InlineData("\"@scheme\"", "https")]
    [InlineData("\"@path\"", "/path%2F")]
    [InlineData("\"@query-param\";name=\"var\"", "this%20is%20a%20big%0Amultiline%20value")]
    [InlineData("\"@query-param\";name=\"bar\"", "with%20plus%20whitespace")]
    [InlineData("\"@query-param\";name=\"fa%C3%A7ade%22%3A%20\"", "something")]
    [InlineData("\"@query-param\";name=\"flag\"", "")]
    [InlineData("\"x-ows-header\"", "Leading and trailing whitespace.")]
    [InlineData("\"x-obs-fold-header\"", "Obsolete line folding.")]
    [InlineData("\"cache-control\"", "max-age=60, must-revalidate")]
    [InlineData("\"x-empty-header\"", "")]
    [InlineData("\"example-dict\"", "a=1,    b=2;x=1;y=2,   c=(a   b    c), d")]
    [InlineData("\"example-dict\";key=\"a\"", "1")]
    [InlineData("\"example-dict\";key=\"d\"", "?1")]
    [InlineData("\"example-dict\";key=\"b\"", "2;x=1;y=2")]
    [InlineData("\"example-dict\";key=\"c\"", "(a b c)")]
    [InlineData("\"priority\";sf", "u=1, i")]
    [InlineData("\"example-header\"", "value, with, lots, of, commas")]
    [InlineData("\"example-header\";bs", ":dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:")]
    public void A_component_of_a_request_has_its_value(string component, string value) =>
        Assert.Equal($"{component}: {value}\n\"@signature-params\": ({component})", Build(Request, $"({component})"));

    [Theory]
    [InlineData("\"@status\"", "503")]
    [InlineData("\"x-answer\"", "yes")]
    [InlineData("\"@method\";req", "GET")]
    [InlineData("\"@authority\";req", "www.example.com")]
    [InlineData("\"example-dict\";key=\"a\";req", "1")]
    public void A_component_of_a_response_has_its_value(string component, string value) =>
        Assert.Equal($"{component}: {value}\n\"@signature-params\": ({component})", Build(Response, $"({component})"));

    [Theory]
    [InlineData("http://example.com", "\"@path\"", "/")]
    [InlineData("http://example.com", "\"@query\"", "?")]
    [InlineData("http://example.com", "\"@request-target\"", "/")]
    [InlineData("http://example.com?a", "\"@target-uri\"", "http://example.com/?a")]
    [InlineData("http://EXAMPLE.com:80/a?", "\"@authority\"", "example.com")]
    [InlineData("http://example.com:8080/a?", "\"@authority\"", "example.com:8080")]
    [InlineData("https://example.com:80/a?b", "\"@authority\"", "example.com:80")]
    [InlineData("https://[::1]:443/a?b", "\"@authority\"", "[::1]")]
    [InlineData("https://example.com/a?b=c", "\"@request-target\"", "/a?b=c")]
    [InlineData("https://example.com/a??b=c", "\"@query-param\";name=\"%3Fb\"", "c")]
    public void Urls_are_taken_apart(string url, string component, string value) =>
        Assert.StartsWith($"{component}: {value}\n", Build(new TestRequest("GET", url), $"({component})"));

    [Fact]
    public void Parameters_keep_their_order_and_values_and_lose_spaces_only() => Assert.EndsWith(
        "\"@signature-params\": (\"@method\" \"priority\";sf;key=\"u\");z;tag=\"x\\\"y\";created=1;a=tok;b=:AQ==:;c=?0",
        Build(Request, "(  \"@method\"   \"priority\"; sf;key=\"u\" );z=?1; tag=\"x\\\"y\";created=1;a=tok;  b=:AQ==:;c=?0"));

    [Theory]
    [InlineData("\"x-absent\"", SignatureFault.MissingComponent)]
    [InlineData("\"example-dict\";key=\"e\"", SignatureFault.MissingComponent)]
    [InlineData("\"@query-param\";name=\"absent\"", SignatureFault.MissingComponent)]
    [InlineData("\"@query-param\";name=\"twice\"", SignatureFault.Malformed)]
    [InlineData("\"@query-param\";name=\"bad\"", SignatureFault.Malformed)]
    [InlineData("\"@status\"", SignatureFault.Malformed)]
    [InlineData("\"@method\";req", SignatureFault.Malformed)]
    [InlineData("\"x-injected\"", SignatureFault.Malformed)]
    [InlineData("\"x-bad-fold\"", SignatureFault.Malformed)]
    [InlineData("\"x-foreign\"", SignatureFault.Malformed)]
    [InlineData("\"x-foreign\";bs", SignatureFault.Malformed)]
    [InlineData("\"example-dict\";sf", SignatureFault.UnsupportedComponent)]
    [InlineData("\"x-ows-header\";key=\"a\"", SignatureFault.Malformed)]
    [InlineData("\"@method\" \"@method\"", SignatureFault.Malformed)]
    [InlineData("\"example-dict\";key=\"a\";sf \"example-dict\";sf;key=\"a\"", SignatureFault.Malformed)]
    [InlineData("\"Date\"", SignatureFault.Malformed)]
    [InlineData("\"\"", SignatureFault.Malformed)]
    [InlineData("\"@\"", SignatureFault.Malformed)]
    [InlineData("date", SignatureFault.Malformed)]
    [InlineData("\"a b\"", SignatureFault.Malformed)]
    [InlineData("\"@signature-params\"", SignatureFault.UnsupportedComponent)]
    [InlineData("\"@request-response\"", SignatureFault.UnsupportedComponent)]
    [InlineData("\"example-header\";tr", SignatureFault.UnsupportedComponent)]
    [InlineData("\"example-header\";unknown", SignatureFault.UnsupportedComponent)]
    [InlineData("\"example-header\";sf=?0", SignatureFault.UnsupportedComponent)]
    [InlineData("\"example-header\";key=a", SignatureFault.UnsupportedComponent)]
    [InlineData("\"example-dict\";key=\"a\";bs", SignatureFault.Malformed)]
    [InlineData("\"@query-param\"", SignatureFault.Malformed)]
    [InlineData("\"@query\";name=\"var\"", SignatureFault.Malformed)]
    public void What_is_not_there_or_not_understood_is_told(string components, SignatureFault fault) =>
        Assert.Equal(fault, Problem(Request, $"sig=({components})", "sig=:AQ==:")!.Fault);

    [Theory]
    [InlineData("sig=()", null)]
    [InlineData(null, "sig=:AQ==:")]
    [InlineData("sig=()", "other=:AQ==:")]
    [InlineData("sig=(), b=()", "sig=:AQ==:")]
    [InlineData("sig=()", "sig=:AQ==:, b=:AQ==:")]
    [InlineData("sig=1", "sig=:AQ==:")]
    [InlineData("sig=()", "sig=\"AQ==\"")]
    [InlineData("sig=()", "sig=(:AQ==:)")]
    [InlineData("sig=()", "sig=::")]
    [InlineData("sig=();created=\"1\"", "sig=:AQ==:")]
    [InlineData("sig=();created=?1", "sig=:AQ==:")]
    [InlineData("sig=();expires", "sig=:AQ==:")]
    [InlineData("sig=();keyid=tok", "sig=:AQ==:")]
    [InlineData("sig=();nonce=1", "sig=:AQ==:")]
    [InlineData("sig=();tag=tok;created=1", "sig=:AQ==:")]
    [InlineData("sig=();alg=ed25519", "sig=:AQ==:")]
    [InlineData("sig=();created=1;created=1", "sig=:AQ==:")]
    public void Headers_that_contradict_each_other_are_malformed(string? input, string? signature) =>
        Assert.Equal(SignatureFault.Malformed, Problem(Request, input, signature)!.Fault);

    [Fact]
    public void A_digest_matches_its_body_alone()
    {
        var body = "{\"hello\": \"world\"}"u8.ToArray();

        Assert.Equal("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", ContentDigest.Create(body));
        Assert.True(ContentDigest.Matches(new FieldLines(ContentDigest.Create(body)), body));
        Assert.True(ContentDigest.Matches(new FieldLines("sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:, md5=:AQ==:"), body));
        Assert.False(ContentDigest.Matches(new FieldLines(ContentDigest.Create(body)), [.. body, 10]));
        Assert.False(ContentDigest.Matches(new FieldLines([ContentDigest.Create(body), "sha-512=:AQ==:"]), body));
        Assert.False(ContentDigest.Matches(new FieldLines("md5=:AQ==:"), body));
        Assert.False(ContentDigest.Matches(default, body));
        Assert.False(ContentDigest.Matches(new FieldLines(""), body));
    }

    private static string Build(SignedMessage message, string input)
    {
        Assert.Null(SignatureBase.TryBuild(message, MessageSignature.Prepare("sig", input), out var built));
        using (built)
            return Encoding.ASCII.GetString(built.Bytes);
    }

    private static SignatureProblem? Problem(TestRequest request, string? input, string? signature)
    {
        var message = new Overlaid(request, input, signature);
        return MessageSignature.TryRead(message, out var signatures) ?? signatures.Single().Verify(message, TestKeys.Ed25519Public);
    }

    private sealed class Overlaid(TestRequest request, string? input, string? signature) : SignedRequest
    {
        public override string Method => request.Method;

        public override string Scheme => request.Scheme;

        public override string Authority => request.Authority;

        public override string Path => request.Path;

        public override string Query => request.Query;

        public override FieldLines GetField(string name) => name switch
        {
            "signature-input" => input is null ? default : new FieldLines(input),
            "signature" => signature is null ? default : new FieldLines(signature),
            _ => request.GetField(name),
        };
    }
}
