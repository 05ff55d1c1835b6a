using System.Net;
using System.Text;
using System.Text.Json;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class VerifyEndpointTests
{
    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://site.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://site.example.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://site.example", HttpStatusCode.BadRequest)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.BadRequest)]
    public async Task P58_Posts_of_other_sites_are_refused(string header, string value, HttpStatusCode expected)
    {
        await using var site = await HumanSite.StartAsync();
        using var response = await site.PostAsync(HumanPaths.Verify, Form(("provider", "semaphore"), ("proof", "{}")), (header, value));

        Assert.Equal(expected, response.StatusCode);
        Assert.Null(HumanSite.CookieOf(response, PassCookie.Name));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data")]
    [InlineData("application/jsonx")]
    [InlineData("application/xml")]
    public async Task P58_Another_content_type_is_refused(string type)
    {
        await using var site = await HumanSite.StartAsync();
        using var content = new StringContent("provider=semaphore", Encoding.UTF8, type);
        using var response = await site.PostAsync(HumanPaths.Verify, content, ("Origin", HumanSite.Origin));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData(16 * 1024, HttpStatusCode.BadRequest, true)]
    [InlineData((16 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge, true)]
    [InlineData((16 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge, false)]
    [InlineData(1 << 20, HttpStatusCode.RequestEntityTooLarge, false)]
    public async Task P58_More_than_16_KB_is_refused_whether_or_not_its_length_is_said(int length, HttpStatusCode expected, bool sayLength)
    {
        await using var site = await HumanSite.StartAsync();
        var body = Encoding.ASCII.GetBytes("provider=semaphore&proof=".PadRight(length, '1'));
        using HttpContent content = sayLength ? new ByteArrayContent(body) : new StreamContent(new Unsized(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        using var response = await site.PostAsync(HumanPaths.Verify, content, ("Origin", HumanSite.Origin));

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"provider":"semaphore","provider":"worldid"}""")]
    [InlineData("""[]""")]
    [InlineData("""{"provider":""")]
    [InlineData("""{"provider":"\ud800"}""")]
    [InlineData("")]
    public async Task What_is_no_object_of_single_fields_is_refused_as_a_problem_document(string json)
    {
        await using var site = await HumanSite.StartAsync();
        using var response = await site.PostAsync(HumanPaths.Verify, new StringContent(json, Encoding.UTF8, "application/json"), ("Origin", HumanSite.Origin));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("malformed", JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_proof_without_a_challenge_or_of_an_unknown_kind_is_refused_on_a_page_that_goes_on()
    {
        await using var site = await HumanSite.StartAsync();
        using var unknown = await site.PostAsync(HumanPaths.Verify, Form(("provider", "nobody")), ("Origin", HumanSite.Origin));
        using var missing = await site.PostAsync(HumanPaths.Verify, Form(("provider", "semaphore"), ("to", "/news")), ("Origin", HumanSite.Origin));

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], [unknown.StatusCode, missing.StatusCode]);
        var page = await missing.Content.ReadAsStringAsync();
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("<form", page, StringComparison.Ordinal);
        Assert.NotNull(HumanSite.CookieOf(missing, ChallengeCookie.Name));
    }

    [Theory]
    [InlineData("PUT", "/.crawlgate/human", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/.crawlgate/human/verify", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/.crawlgate/human/nothing", HttpStatusCode.NotFound)]
    [InlineData("HEAD", "/.crawlgate/human", HttpStatusCode.OK)]
    public async Task Other_methods_and_addresses_are_answered_here_and_never_by_the_site(string method, string path, HttpStatusCode expected)
    {
        await using var site = await HumanSite.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await site.Host.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Null(site.Seen);
        Assert.DoesNotContain(GateHost.Protected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_proof_that_is_configured_the_addresses_are_the_sites_own()
    {
        await using var site = await HumanSite.StartAsync(options =>
        {
            options.Rules.Clear();
            options.Personhood.Semaphore = null;
        });
        using var response = await site.GetAsync(HumanPaths.Page);
        Assert.Equal(GateHost.Protected, await response.Content.ReadAsStringAsync());
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>A body that is sent in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
