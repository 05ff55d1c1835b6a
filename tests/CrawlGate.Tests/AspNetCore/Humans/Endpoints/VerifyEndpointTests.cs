using System.Net;
using System.Text;
using System.Text.Json;
using CrawlGate.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task While_the_store_is_away_the_page_says_so_and_leads_to_the_price_and_who_holds_a_pass_reads_on()
    {
        var store = new AwayStore(new MemoryEphemeralStore(TimeProvider.System));
        await using var site = await HumanSite.StartAsync(services: services => services.AddSingleton<IEphemeralStore>(store));
        var pass = await site.AdmitAsync();
        using var before = await site.GetAsync("/news", ("Cookie", pass));
        store.IsAway = true;

        using var page = await site.GetAsync(HumanPaths.Page + "?to=%2Fnews");
        using var posted = await site.PostAsync(HumanPaths.Verify, Form(("provider", "semaphore"), ("proof", "{}")), ("Origin", HumanSite.Origin));
        using var read = await site.GetAsync("/news", ("Cookie", pass));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [before.StatusCode, read.StatusCode]);
        Assert.Null(HumanSite.CookieOf(page, PassCookie.Name));
        Assert.Null(HumanSite.CookieOf(posted, PassCookie.Name));

        // The key of this week is known here; a gateway that has just been started has to ask for it.
        await using var other = await HumanSite.StartAsync(services: services => services.AddSingleton<IEphemeralStore>(store));
        using var away = await other.GetAsync(HumanPaths.Page + "?to=%2Fnews");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.NotNull(away.Headers.RetryAfter);
        Assert.Contains("href=\"/news\"", await away.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>A store that can be cut off.</summary>
    private sealed class AwayStore(MemoryEphemeralStore store) : IEphemeralStore
    {
        public bool IsAway { get; set; }

        private MemoryEphemeralStore Store => IsAway ? throw new LedgerUnavailableException("The store is away.") : store;

        public ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default) => Store.ReadAsync(key, cancellationToken);

        public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset until, CancellationToken cancellationToken = default) =>
            Store.TryAddAsync(key, value, until, cancellationToken);

        public ValueTask<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, DateTimeOffset until, CancellationToken cancellationToken = default) =>
            Store.TryReplaceAsync(key, from, to, until, cancellationToken);

        public ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => Store.RemoveAsync(key, cancellationToken);

        public ValueTask SweepAsync(CancellationToken cancellationToken = default) => Store.SweepAsync(cancellationToken);
    }

    /// <summary>A body that is sent in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
