using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// Ways to write the address of a priced page so that the gate and the site might read it differently, against a site that
/// reads everything as the priced page: with the whole site priced, and with one priced folder on a free site.
/// </summary>
[Collection(ChainCollection.Name)]
public sealed class RouteTricksTests(RouteTricksTests.Sites sites) : IClassFixture<RouteTricksTests.Sites>
{
    private static readonly string[] Tricks =
    [
        "/paid", "/PAID", "/Paid", "/paid/", "//paid", "///paid//", "/paid//x", "/%70aid", "/%50AID", "/p%61%69d", "/paid%2F", "/paid%2f%2f", "/%2fpaid", "/%2Fpaid",
        "/./paid", "/paid/.", "/paid/..//paid", "/x/../paid", "/x/./../paid", "/%2e/paid", "/x/%2e%2e/paid", "/x/%2e./paid", "/x/.%2E/paid", "/x%2f..%2fpaid", "/x/..%2fpaid",
        "/free/..%2fpaid", "/free/%2e%2e/paid", "/free/%2e%2e%2fpaid", "/free\\..\\paid", "/free%5c..%5cpaid", "\\paid", "/\\paid", "/%5cpaid", "/paid\\", "/paid%5c",
        "/paid;a", "/paid;a=b/c", "/;x/paid", "/paid%3ba", "/x;y/../paid", "/x/..;/paid", "/x/..;a=b/paid", "/x/%2e%2e;/paid", "/paid%00", "/pa%00id", "/paid%c0", "/paid%ff", "/%c0%af/paid",
        "/%c0%afpaid", "/%e0%80%afpaid", "/paid%", "/paid%2", "/paid%zz", "/%zzpaid", "/pa%id", "/paid%20", "/%20paid", "/paid%09", "/paid%0a", "/paid%0d%0a", "/paid%7f", "/paid%01",
        "/paid%3f", "/paid%3fx", "/paid%23", "/paid%23x", "/paid#", "/paid#x", "/paid#/../free", "/free#/../paid", "/paid?", "/paid?x=/../free", "/paid?#",
        "/%252fpaid", "/%2570aid", "/free/..%252fpaid", "/free/%252e%252e/paid", "/free%252f..%252fpaid", "/%25252fpaid", "/%25252570aid",
        "/.well-known/..%2fpaid", "/.well-known/../paid", "/.well-known/%2e%2e/paid", "/.well-known/..;/paid", "/.well-known/..\\paid", "/.well-known/%252e%252e/paid", "/.well-known//../paid",
        "/robots.txt/../paid", "/robots.txt/..%2fpaid", "/robots.txt%2f..%2fpaid", "/robots.txt;/../paid", "/robots.txt/..;/paid", "/sitemap.xml/../paid", "/feed/../paid", "/feed/..%2fpaid",
        "/healthz/../paid", "/readyz/..%2fpaid", "/paid\t", "/paid\u0001", "/paid\u007f", "/\u0001paid", "/pa\u0008id", "/paid\u00e9", "/paid\u0080",
    ];

    private static readonly string[] AbsoluteForms =
    [
        "http://tidepool.example/paid", "http://tidepool.example//paid", "http://tidepool.example/x/../paid", "http://tidepool.example/free/..%2fpaid", "HTTP://tidepool.example/%70aid",
        "http://user@tidepool.example/paid", "http://tidepool.example:80/paid", "https://tidepool.example/paid", "http://tidepool.example/.well-known/..%2fpaid", "http://robots.txt/paid",
        "http://[::1]/paid", "http:///paid", "tidepool.example/paid", "paid", "*",
    ];

    public static TheoryData<string, string> Targets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var method in (string[])["GET", "HEAD"])
            {
                foreach (var target in (string[])[.. Tricks, .. AbsoluteForms])
                    data.Add(method, Escape(target));
            }

            foreach (var method in (string[])["POST", "PUT", "DELETE", "FOO", "PROPFIND", "TRACE", "OPTIONS", "CONNECT", "get", "Get", "GE"])
            {
                foreach (var target in (string[])["/paid", "//paid", "/free/..%2fpaid", "/x/../paid", "http://tidepool.example/paid"])
                    data.Add(method, target);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task S10_S11_No_spelling_of_a_priced_page_is_free_where_the_whole_site_is_priced(string method, string target) =>
        await AssertClosedAsync(sites.WholeSite, method, Unescape(target));

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task S10_S11_No_spelling_of_a_priced_page_is_free_where_one_folder_is_priced(string method, string target) =>
        await AssertClosedAsync(sites.PaidFolder, method, Unescape(target));

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task S10_S11_No_spelling_is_free_for_people_where_everybody_pays_for_a_folder_and_crawlers_pay_more_elsewhere(string method, string target) =>
        await AssertClosedAsync(sites.EverybodyPays, method, Unescape(target), TestGateway.Browser);

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task S10_S11_No_spelling_of_a_page_that_a_rule_prices_is_free_where_another_rule_allows_the_rest(string method, string target) =>
        await AssertClosedAsync(sites.PricedByRule, method, Unescape(target));

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task S12_People_get_what_the_site_answers_however_they_spell_it(string method, string target)
    {
        if (method is not ("GET" or "HEAD" or "POST"))
            return;

        target = Unescape(target);
        foreach (var gateway in (TestGateway[])[sites.WholeSite, sites.PaidFolder])
        {
            var answer = await RawHttp.SendAsync(gateway.Url, method, target, $"User-Agent: {TestGateway.Browser}", "Accept: text/html", "Content-Length: 0");

            // Only the server itself may refuse, and only what is no request at all.
            Assert.Contains(answer.Status, target.StartsWith('/') ? (int[])[200, 400] : [200, 400, 405]);
            Assert.DoesNotContain(answer.Headers.Keys, name => name.Contains("PAYMENT", StringComparison.OrdinalIgnoreCase));
            if (target.StartsWith("/paid", StringComparison.Ordinal) && LiberalPath.Read(target) == target.TrimEnd('/').Split('?')[0])
                Assert.True(answer.Leaks);
        }
    }

    [Theory]
    [InlineData("/free/page")]
    [InlineData("/paidnot")]
    [InlineData("/caf%C3%A9/%E2%82%AC")]
    [InlineData("/free/a-b_c~d!e$f&g'h(i)j*k+l,m=n:o@p")]
    [InlineData("/free/page?next=/../paid;x%2f%00")]
    public async Task S12_The_free_part_of_a_site_is_free_for_crawlers(string target)
    {
        var answer = await RawHttp.SendAsync(sites.PaidFolder.Url, "GET", target, $"User-Agent: {TestGateway.Bot}");

        Assert.Equal(200, answer.Status);
        Assert.StartsWith("open ", answer.Body);
        Assert.False(answer.Leaks);
    }

    [Theory]
    [InlineData("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13")]
    [InlineData("Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA", "X: y")]
    [InlineData("Origin: https://a.example", "Access-Control-Request-Method: GET", "X-HTTP-Method-Override: OPTIONS", "X: y")]
    [InlineData("Accept: text/html", "Origin: https://a.example", "Cookie: paid=1", "Payment: 1")]
    [InlineData("X-PAYMENT-RESPONSE: e30=", "PAYMENT-RESPONSE: e30=", "Authorization: Bearer x", "X-Forwarded-For: 127.0.0.1")]
    [InlineData("Range: bytes=0-10", "If-None-Match: \"1\"", "If-Modified-Since: Sat, 21 Nov 2026 00:00:00 GMT", "Expect: 100-continue")]
    public async Task S11_No_header_opens_a_priced_page(params string[] headers)
    {
        foreach (var gateway in (TestGateway[])[sites.WholeSite, sites.PaidFolder])
        {
            foreach (var target in (string[])["/paid", "//paid"])
                await AssertClosedAsync(gateway, "GET", target, TestGateway.Bot, headers);
        }
    }

    [Theory]
    [InlineData("FOO")]
    [InlineData("PROPFIND")]
    [InlineData("TRACE")]
    public async Task S11_Unknown_verbs_are_refused_on_priced_routes(string method)
    {
        foreach (var gateway in (TestGateway[])[sites.WholeSite, sites.PaidFolder])
        {
            var answer = await RawHttp.SendAsync(gateway.Url, method, "/paid/verb", $"User-Agent: {TestGateway.Bot}");

            Assert.Equal(405, answer.Status);
            Assert.Contains("GET", answer.Header("Allow"));
            Assert.Null(answer.Quote);
        }

        Assert.Equal(0, sites.Origin.CountOf("/paid/verb"));
    }

    [Fact]
    public async Task S11_OPTIONS_without_a_preflights_headers_has_to_pay()
    {
        var answer = await RawHttp.SendAsync(sites.PaidFolder.Url, "OPTIONS", "/paid/options", $"User-Agent: {TestGateway.Bot}", "Origin: https://a.example");

        Assert.Equal(402, answer.Status);
        Assert.Equal(0, sites.Origin.CountOf("/paid/options"));
    }

    [Fact]
    public async Task S10_An_odd_spelling_can_be_bought()
    {
        var payer = await Payer.CreateAsync(sites.Chain);
        var target = "/free/..%2fpaid";
        var quote = (await RawHttp.SendAsync(sites.PaidFolder.Url, "GET", target, $"User-Agent: {TestGateway.Bot}")).Quote!;

        var answer = await RawHttp.SendAsync(sites.PaidFolder.Url, "GET", target, $"User-Agent: {TestGateway.Bot}", $"PAYMENT-SIGNATURE: {Payer.Encode(payer.Pay(quote))}");

        Assert.Equal(200, answer.Status);
        Assert.True(answer.Leaks);
        Assert.Equal(1, await sites.Chain.CountPaymentsAsync(payer));
    }

    // Test runners do not all carry control characters through a test's name.
    private static string Escape(string target) => string.Concat(target.Select(c => c is > ' ' and <= '~' ? c.ToString() : $"{{{(int)c:x2}}}"));

    private static string Unescape(string target) =>
        System.Text.RegularExpressions.Regex.Replace(target, "{([0-9a-f]{2})}", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());

    private async Task AssertClosedAsync(TestGateway gateway, string method, string target, string userAgent = TestGateway.Bot, params string[] headers)
    {
        var before = sites.Origin.Requests.Count;

        var answer = await RawHttp.SendAsync(gateway.Url, method, target, [$"User-Agent: {userAgent}", "Content-Length: 0", .. headers]);

        Assert.False(answer.Leaks, $"{method} {target} was answered {answer.Status} with protected bytes.");
        Assert.NotEqual(500, answer.Status);
        Assert.DoesNotContain(sites.Origin.Requests.Skip(before), request => request.Path == "/paid" || request.Path.StartsWith("/paid/", StringComparison.Ordinal));
    }

    /// <summary>The same careless site behind three configurations.</summary>
    public sealed class Sites(ChainFixture chain) : IAsyncLifetime
    {
        private TestOrigin? _origin;
        private TestGateway? _wholeSite;
        private TestGateway? _paidFolder;
        private TestGateway? _everybodyPays;
        private TestGateway? _pricedByRule;

        public DevChain.Anvil Chain => chain.Chain;

        public TestOrigin Origin => _origin!;

        /// <summary>The whole site has one price for crawlers.</summary>
        public TestGateway WholeSite => _wholeSite!;

        /// <summary>Crawlers pay for <c>/paid</c>; all else is free.</summary>
        public TestGateway PaidFolder => _paidFolder!;

        /// <summary>Everybody pays for <c>/paid</c>, but less than crawlers pay by the default policy.</summary>
        public TestGateway EverybodyPays => _everybodyPays!;

        /// <summary>A rule prices <c>/paid</c> and another lets everybody in everywhere else.</summary>
        public TestGateway PricedByRule => _pricedByRule!;

        public async Task InitializeAsync()
        {
            _origin = await TestOrigin.StartAsync();
            _wholeSite = await TestGateway.StartAsync(await TestGateway.LocalSettingsAsync(Chain, _origin.Url));
            _paidFolder = await TestGateway.StartAsync(await TestGateway.LocalSettingsAsync(Chain, null), TestGateway.PaidFolderOnly(_origin.Url));
            var settings = await TestGateway.LocalSettingsAsync(Chain, null);
            settings["Price"] = "$0.01";
            settings["Policies"] = new JsonObject { ["service"] = new JsonObject { ["Price"] = "$0.001", ["Charge"] = "Everyone" } };
            _everybodyPays = await TestGateway.StartAsync(settings, TestGateway.PaidFolderOnly(_origin.Url, "service"));
            settings = await TestGateway.LocalSettingsAsync(Chain, _origin.Url);
            settings["Rules"] = JsonNode.Parse(
                """[ { "When": { "Path": [ "/free/", "/x/" ] }, "Action": "allow" }, { "When": { "Path": [ "/paid" ] }, "Action": "charge" }, { "Action": "allow" } ]""");
            _pricedByRule = await TestGateway.StartAsync(settings);
        }

        public async Task DisposeAsync()
        {
            foreach (var gateway in (TestGateway?[])[_pricedByRule, _everybodyPays, _paidFolder, _wholeSite])
            {
                if (gateway is not null)
                    await gateway.DisposeAsync();
            }

            if (_origin is not null)
                await _origin.DisposeAsync();
        }
    }
}
