using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.X402;

public sealed class HttpFacilitatorVerifyTests
{
    private const string Payer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    private static readonly HttpFacilitatorOptions Hasty = new() { VerifyTimeout = TimeSpan.FromMilliseconds(300) };

    [Theory]
    [InlineData($$"""{"isValid":true,"payer":"{{Payer}}"}""")]
    [InlineData("""{"isValid":true,"payer":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","invalidReason":null,"unknown":[1]}""")]
    [InlineData("""{"isValid":true}""")]
    public async Task S25_A_positive_answer_is_valid(string body)
    {
        await using var server = await HostileFacilitator.StartAsync(200, body);

        Assert.IsType<VerifyOutcome.Valid>(await VerifyAsync(server.Url));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task S26_A_negative_answer_keeps_its_reason_whatever_the_status(int status)
    {
        await using var server = await HostileFacilitator.StartAsync(status, """{"isValid":false,"invalidReason":"invalid_exact_evm_signature"}""");

        Assert.Equal("invalid_exact_evm_signature", Assert.IsType<VerifyOutcome.Invalid>(await VerifyAsync(server.Url)).Response.InvalidReason);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"Facilitator verify failed (500): https://rpc.example/key\"")]
    [InlineData("\"<script>\"")]
    public async Task S37_Text_that_is_no_code_never_becomes_the_reason(string reason)
    {
        await using var server = await HostileFacilitator.StartAsync(200, $$"""{"isValid":false,"invalidReason":{{reason}},"payer":"<b>"}""");

        var response = Assert.IsType<VerifyOutcome.Invalid>(await VerifyAsync(server.Url)).Response;

        Assert.Equal(X402Errors.UnexpectedVerifyError, response.InvalidReason);
        Assert.Null(response.Payer);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "hello")]
    [InlineData(200, "[]")]
    [InlineData(200, "null")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"isValid":"true"}""")]
    [InlineData(200, """{"isValid":1}""")]
    [InlineData(200, """{"isValid":null}""")]
    [InlineData(200, """{"isValid":false,"isValid":true}""")]
    [InlineData(200, """{"success":true}""")]
    [InlineData(200, """{"isValid":true,"payer":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}""")]
    [InlineData(200, """{"isValid":true,"payer":"me"}""")]
    [InlineData(400, """{"error":"invalid"}""")]
    [InlineData(429, "slow down")]
    [InlineData(500, """{"isValid":true}""")]
    [InlineData(503, "<html>")]
    public async Task S37_Anything_else_says_nothing_about_the_payment(int status, string body)
    {
        await using var server = await HostileFacilitator.StartAsync(status, body);

        var outcome = Assert.IsType<VerifyOutcome.Unavailable>(await VerifyAsync(server.Url));

        Assert.InRange(outcome.Detail.Length, 1, 512);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("600", 60)]
    [InlineData("-1", null)]
    [InlineData("Fri, 01 Jan 2100 00:00:00 GMT", 60)]
    [InlineData("Fri, 01 Jan 1999 00:00:00 GMT", 0)]
    [InlineData("soon", null)]
    public async Task S37_Retry_After_is_honoured_up_to_a_minute(string header, int? seconds)
    {
        await using var server = await HostileFacilitator.StartAsync(429, "", ("Retry-After", header));

        var outcome = Assert.IsType<VerifyOutcome.Unavailable>(await VerifyAsync(server.Url));

        Assert.Equal(seconds, outcome.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(308)]
    public async Task S37_A_redirect_is_not_followed(int status)
    {
        await using var target = await HostileFacilitator.StartAsync(200, """{"isValid":true}""");
        await using var server = await HostileFacilitator.StartAsync(status, """{"isValid":true}""", ("Location", target.Url + "verify"));

        Assert.IsType<VerifyOutcome.Unavailable>(await VerifyAsync(server.Url));
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task S37_An_endless_answer_is_cut_off()
    {
        await using var server = await HostileFacilitator.StartAsync(async (context, _) =>
        {
            var chunk = new byte[64 * 1024];
            chunk.AsSpan().Fill((byte)' ');
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });

        Assert.Contains("64 KiB", Assert.IsType<VerifyOutcome.Unavailable>(await VerifyAsync(server.Url)).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S37_A_silent_facilitator_is_not_waited_for(bool afterHeaders)
    {
        await using var server = await HostileFacilitator.StartAsync(async (context, _) =>
        {
            if (afterHeaders)
                await context.Response.StartAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var facilitator = new HttpFacilitator(server.Url, Hasty);

        Assert.IsType<VerifyOutcome.Unavailable>(await facilitator.VerifyAsync(X402Vectors.Payment(), X402Vectors.Offer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S37_A_broken_connection_says_nothing(bool afterHeaders)
    {
        await using var server = await HostileFacilitator.StartAsync(async (context, _) =>
        {
            if (afterHeaders)
            {
                await context.Response.WriteAsync("{\"isValid\":");
                await context.Response.Body.FlushAsync();
            }

            context.Abort();
        });

        Assert.IsType<VerifyOutcome.Unavailable>(await VerifyAsync(server.Url));
    }

    [Fact]
    public async Task S37_Nobody_listening_says_nothing() => Assert.IsType<VerifyOutcome.Unavailable>(await VerifyAsync(Nobody()));

    [Fact]
    public async Task A_buyer_that_went_away_is_an_exception_and_no_verdict()
    {
        await using var server = await HostileFacilitator.StartAsync(200, """{"isValid":true}""");
        using var facilitator = new HttpFacilitator(server.Url);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => facilitator.VerifyAsync(X402Vectors.Payment(), X402Vectors.Offer, new CancellationToken(true)));
    }

    [Fact]
    public async Task S42_The_payment_is_forwarded_byte_for_byte()
    {
        const string json = """{ "x402Version" : 2,"zzz":[1.0, 1e2,"é\u00e9"],  "payload":{"authorization":{"from":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","unknown":null},"b":1,"a":2},"accepted":{"network":"eip155:84532","scheme":"exact"}, "extensions":{"x":{"info":{}}} }""";
        await using var server = await HostileFacilitator.StartAsync(200, """{"isValid":true}""");
        using var facilitator = new HttpFacilitator(server.Url);
        var payment = X402Vectors.Read(json);

        await facilitator.VerifyAsync(payment, X402Vectors.Offer);
        await facilitator.SettleAsync(payment, X402Vectors.Offer);

        Assert.All(server.Requests, request => Assert.Equal(
            $$"""{"x402Version":2,"paymentPayload":{{json}},"paymentRequirements":{{JsonSerializer.Serialize(X402Vectors.Offer, X402JsonContext.Default.PaymentRequirements)}}}""",
            Encoding.UTF8.GetString(request.Body)));
        Assert.Equal(["/verify", "/settle"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task S23_A_version_1_payment_goes_with_version_1_requirements()
    {
        await using var server = await HostileFacilitator.StartAsync(200, """{"isValid":true}""");
        using var facilitator = new HttpFacilitator(server.Url, new HttpFacilitatorOptions { ResourceUrl = new Uri("https://example.com/") });

        await facilitator.VerifyAsync(X402Vectors.Payment(version: 1), X402Vectors.Offer);

        var body = JsonElement.Parse(Assert.Single(server.Requests).Body);
        Assert.Equal(1, body.GetProperty("x402Version").GetInt32());
        Assert.Equal("base-sepolia", body.GetProperty("paymentRequirements").GetProperty("network").GetString());
        Assert.Equal("1000", body.GetProperty("paymentRequirements").GetProperty("maxAmountRequired").GetString());
        Assert.Equal("https://example.com/", body.GetProperty("paymentRequirements").GetProperty("resource").GetString());
        Assert.False(body.GetProperty("paymentRequirements").TryGetProperty("amount", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/platform/v2/x402")]
    [InlineData("/platform/v2/x402//")]
    public async Task Endpoints_hang_below_the_base_url_and_may_be_authorized(string path)
    {
        await using var server = await HostileFacilitator.StartAsync(200, """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}]}""");
        using var facilitator = new HttpFacilitator(new Uri(server.Url, path), new HttpFacilitatorOptions
        {
            Authorize = (request, _) =>
            {
                request.Headers.Authorization = new("Bearer", $"for-{request.Method}-{request.RequestUri!.AbsolutePath}");
                return ValueTask.CompletedTask;
            },
        });

        Assert.NotNull(await facilitator.GetSupportedAsync());
        await facilitator.VerifyAsync(X402Vectors.Payment(), X402Vectors.Offer);

        var expected = path.TrimEnd('/');
        Assert.Equal(
            [("GET", $"{expected}/supported", $"Bearer for-GET-{expected}/supported"), ("POST", $"{expected}/verify", $"Bearer for-POST-{expected}/verify")],
            server.Requests.Select(request => (request.Method, request.Path, request.Authorization!)));
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(308, """{"kinds":[]}""")]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"kinds":null}""")]
    [InlineData(200, """{"kinds":[null]}""")]
    [InlineData(200, """{"kinds":[{"x402Version":2,"scheme":null,"network":"a"}]}""")]
    public async Task S13_Supported_kinds_that_cannot_be_read_are_null(int status, string body)
    {
        await using var server = await HostileFacilitator.StartAsync(status, body);
        using var facilitator = new HttpFacilitator(server.Url);

        Assert.Null(await facilitator.GetSupportedAsync());
    }

    [Theory]
    [InlineData("ftp://a/")]
    [InlineData("https://a/?key=1")]
    [InlineData("/relative")]
    public void Other_base_urls_are_refused(string url) => Assert.Throws<ArgumentException>(() => new HttpFacilitator(new Uri(url, UriKind.RelativeOrAbsolute)));

    /// <summary>A port that was free a moment ago.</summary>
    internal static Uri Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }

    private static async Task<VerifyOutcome> VerifyAsync(Uri url)
    {
        using var facilitator = new HttpFacilitator(url);
        return await facilitator.VerifyAsync(X402Vectors.Payment(), X402Vectors.Offer);
    }
}
