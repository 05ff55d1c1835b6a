using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

public sealed class QuoteTests
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Fact]
    public async Task S1_S4_S5_One_402_carries_a_version_2_header_and_a_version_1_body()
    {
        await using var site = await StartAsync();
        using var response = await site.GetAsync("/posts/a?b=%22c%22&d=é");
        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);

        var quote = Read(response);
        Assert.Equal("Payment required", quote.Error);
        Assert.Equal(2, quote.X402Version);
        Assert.StartsWith("https://site.example/posts/a?b=%22c%22&d=", quote.Resource.Url);
        var offer = Assert.Single(quote.Accepts);

        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(1, body["x402Version"]!.GetValue<int>());
        var legacy = Assert.Single(body["accepts"]!.AsArray())!;
        Assert.Equal(offer.Amount, legacy["maxAmountRequired"]!.GetValue<string>());
        Assert.Equal("base-sepolia", legacy["network"]!.GetValue<string>());
        Assert.Equal(quote.Resource.Url, legacy["resource"]!.GetValue<string>());
        Assert.Equal("", legacy["mimeType"]!.GetValue<string>());
        Assert.DoesNotContain(legacy.AsObject(), member => member.Value is null);
    }

    [Fact]
    public async Task A_quote_is_whole_for_a_middleware_that_buffers_it()
    {
        var context = new DefaultHttpContext();
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        await QuoteWriter.WriteAsync(context, GatePolicies.Compile().Terms[0], new Visitor(RequestClassification.Unclaimed, new DecisionId(1)), QuoteReason.FirstVisit);
        Assert.Equal(context.Response.ContentLength, buffer.Length);
        Assert.NotNull(JsonNode.Parse(buffer.ToArray()));
    }

    [Fact]
    public void Every_character_of_a_url_is_encoded_as_the_strict_JSON_encoder_does()
    {
        for (var c = 0; c < 0x180; c++)
        {
            var url = $"https://site.example/{(char)c}/x";
            Assert.Equal(JsonEncodedText.Encode(url).EncodedUtf8Bytes, ResourceUrl.Encode(url, new byte[ResourceUrl.MaxQuotedLength]));
        }

        var longer = new string('a', ResourceUrl.MaxQuotedLength + 1);
        Assert.Equal(longer, Encoding.ASCII.GetString(ResourceUrl.Encode(longer, new byte[ResourceUrl.MaxQuotedLength])));
    }

    [Fact]
    public async Task A_network_without_a_version_1_name_is_quoted_in_version_2_only()
    {
        await using var site = await StartAsync(options => options.Network = "eip155:1");
        using var response = await site.GetAsync("/posts/a");
        Assert.Equal(2, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["x402Version"]!.GetValue<int>());
    }

    [Fact]
    public async Task S6_A_browser_gets_HTML_in_which_nothing_is_markup_but_ours()
    {
        await using var site = await StartAsync(options =>
        {
            options.Charge = ChargedAudience.Everyone;
            options.Description = "<script>alert(1)</script>";
            options.Contact = "\"><img src=x>";
        });
        site.Http.DefaultRequestHeaders.Remove("User-Agent");
        site.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Browser);
        site.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml");
        using var response = await site.GetAsync("/posts/%3Cscript%3Ealert(2)%3C%2Fscript%3E?q=<script>alert(3)</script>");
        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(Read(response));
        var html = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<img", html);
        Assert.Contains("0.001", html);
    }

    [Fact]
    public async Task S8_A_quote_header_stays_within_2_KB_however_long_the_address()
    {
        await using var site = await StartAsync(options => options.Description = "A description of some length, as an operator would write it.");
        foreach (var length in (int[])[1, 500, 1000, 3000, 7000])
        {
            using var query = await site.GetAsync("/posts/a?q=" + new string('q', length));
            using var path = await site.GetAsync("/posts/" + new string('p', length));
            Assert.InRange(Header(query).Length, 1, 2048);
            Assert.InRange(Header(path).Length, 1, 2048);
            Assert.StartsWith("https://site.example/", Read(path).Resource.Url);
        }
    }

    [Fact]
    public async Task S9_The_quoted_address_ignores_forged_hosts()
    {
        await using var site = await StartAsync();
        site.Http.DefaultRequestHeaders.Host = "evil.example";
        site.Http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");
        site.Http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Proto", "ftp");
        using var response = await site.GetAsync("/posts/a");
        Assert.Equal("https://site.example/posts/a", Read(response).Resource.Url);
        Assert.DoesNotContain("evil", response.Headers + await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public void Rendering_a_quote_copies_and_allocates_nothing()
    {
        var template = GatePolicies.Compile().Terms[0].Quote.Header;
        var buffer = new ArrayBufferWriter<byte>(4096);
        var url = Encoding.UTF8.GetBytes("https://site.example/posts/a");
        Allocation.AssertNone(() =>
        {
            buffer.ResetWrittenCount();
            template.Render(buffer, url, QuoteReason.FirstVisit.Member);
        });
    }

    private static Task<GateHost> StartAsync(Action<CrawlGateOptions>? configure = null) =>
        GateHost.StartAsync(app => app.MapGet("/posts/{**slug}", () => GateHost.Protected).RequirePayment(), configure);

    private static string Header(HttpResponseMessage response) => response.Headers.GetValues(X402Headers.PaymentRequired).Single();

    private static PaymentRequired Read(HttpResponseMessage response)
    {
        Assert.True(PaymentHeader.TryDecode(Header(response), X402JsonContext.Default.PaymentRequired, out var quote));
        return quote!;
    }
}
