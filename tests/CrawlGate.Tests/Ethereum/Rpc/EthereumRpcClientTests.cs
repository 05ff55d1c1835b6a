using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.Ethereum;

public class EthereumRpcClientTests
{
    private const string Secret = "s3cr3t-api-key-0123456789";

    public static TheoryData<string> Misbehaviours =>
        ["500", "502 json", "429", "limit code", "limit code without id", "html", "not json", "wrong id", "no id", "id as text", "array", "text", "bad name", "neither", "redirect", "huge", "huge gzip", "broken gzip", "closed", "hang", "hang in body", "403"];

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task A_misbehaving_node_is_passed_over(string misbehaviour)
    {
        await using var bad = await LocalServer.StartAsync(context => MisbehaveAsync(context, misbehaviour));
        await using var good = await LocalServer.StartAsync(context => AnswerAsync(context, "\"result\":\"0x14a34\""));
        using var client = new EthereumRpcClient([WithSecrets(bad.Url), WithSecrets(good.Url)], Options(misbehaviour));

        Assert.Equal(84532ul, await client.GetChainIdAsync());
        Assert.Equal(1, bad.Requests);
        Assert.Equal(1, good.Requests);
    }

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task A_misbehaving_node_alone_is_unavailable_and_no_secret_is_told(string misbehaviour)
    {
        await using var bad = await LocalServer.StartAsync(context => MisbehaveAsync(context, misbehaviour));
        using var client = new EthereumRpcClient([WithSecrets(bad.Url)], Options(misbehaviour));

        var exception = await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => client.GetChainIdAsync());

        Assert.Contains("127.0.0.1", exception.Message, StringComparison.Ordinal);
        AssertNoSecret(exception);
        Assert.Equal(misbehaviour is not ("429" or "limit code" or "limit code without id"), exception.PossiblyDelivered);
        Assert.Equal(1, bad.Requests); // Never sent to the same URL again: it may be a transaction.
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_passed_over_and_certainly_got_nothing()
    {
        Uri dead;
        await using (var server = await LocalServer.StartAsync(_ => Task.CompletedTask))
            dead = server.Url;

        await using var good = await LocalServer.StartAsync(context => AnswerAsync(context, "\"result\":\"0x1\""));
        using var both = new EthereumRpcClient([dead, good.Url]);
        using var alone = new EthereumRpcClient([WithSecrets(dead)]);

        Assert.Equal(1ul, await both.GetChainIdAsync());
        var exception = await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => alone.GetChainIdAsync());
        Assert.False(exception.PossiblyDelivered);
        Assert.Contains("ConnectionRefused", exception.Message, StringComparison.Ordinal);
        AssertNoSecret(exception);
    }

    [Theory]
    [InlineData("\"0x08c379a0\"", "0x08c379a0")]
    [InlineData("{\"message\":\"reverted\",\"data\":\"0x08c379a0\"}", "0x08c379a0")]
    [InlineData("{\"data\":{}}", null)]
    [InlineData("\"Reverted\"", null)]
    [InlineData("\"0x0\"", null)]
    [InlineData("\"\\ud800\"", null)]
    [InlineData("17", null)]
    [InlineData("null", null)]
    public async Task An_error_object_is_an_answer_with_revert_data(string data, string? revertData)
    {
        await using var reverting = await LocalServer.StartAsync(context => AnswerAsync(context, $$"""
            "error":{"code":3,"message":"execution reverted","data":{{data}}}
            """));
        await using var other = await LocalServer.StartAsync(context => AnswerAsync(context, "\"result\":\"0x\""));
        using var client = new EthereumRpcClient([reverting.Url, other.Url]);

        var exception = await Assert.ThrowsAsync<EthereumRpcException>(() => client.CallAsync(default, default));

        Assert.Equal(3, exception.Code);
        Assert.Equal("execution reverted", exception.Message);
        Assert.Equal(revertData, exception.RevertData);
        Assert.False(exception.PossiblyDelivered);
        Assert.Equal(0, other.Requests);
    }

    [Fact]
    public async Task An_error_object_with_http_400_is_an_answer()
    {
        await using var node = await LocalServer.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return AnswerAsync(context, "\"error\":{\"code\":-32602,\"message\":\"invalid params\"}");
        });
        using var client = new EthereumRpcClient([node.Url]);

        Assert.Equal(-32602, (await Assert.ThrowsAsync<EthereumRpcException>(() => client.GetChainIdAsync())).Code);
    }

    [Fact]
    public async Task An_error_object_after_a_hang_says_that_the_request_may_have_arrived_elsewhere()
    {
        await using var hanging = await LocalServer.StartAsync(context => MisbehaveAsync(context, "hang"));
        await using var node = await LocalServer.StartAsync(context => AnswerAsync(context, "\"error\":{\"code\":-32000,\"message\":\"nonce too low\"}"));
        using var client = new EthereumRpcClient([hanging.Url, node.Url], Options("hang"));

        var exception = await Assert.ThrowsAsync<EthereumRpcException>(() => client.SendRawTransactionAsync(new byte[] { 2 }));
        Assert.True(exception.PossiblyDelivered);
    }

    [Fact]
    public async Task A_node_that_repeats_the_key_in_its_message_is_silenced()
    {
        await using var node = await LocalServer.StartAsync(context => AnswerAsync(context, $$"""
            "error":{"code":-32600,"message":"{{new string('x', 200)}} {{Secret}} {{new string('y', 300)}}"}
            """));
        using var client = new EthereumRpcClient([WithSecrets(node.Url)]);

        var exception = await Assert.ThrowsAsync<EthereumRpcException>(() => client.GetChainIdAsync());
        AssertNoSecret(exception);
        Assert.True(exception.Message.Length <= 256);
    }

    [Fact]
    public async Task The_request_is_json_rpc_with_basic_authentication_from_the_user_info()
    {
        string? authorization = null, target = null;
        JsonElement body = default;
        await using var node = await LocalServer.StartAsync(async context =>
        {
            authorization = context.Request.Headers.Authorization;
            target = context.Request.Path + context.Request.QueryString;
            body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
            await WriteAsync(context, $$"""{"jsonrpc":"2.0","id":{{body.GetProperty("id")}},"result":null}""");
        });
        using var client = new EthereumRpcClient([WithSecrets(node.Url)]);

        var result = await client.RequestAsync("eth_test", ["0x1", true, new JsonObject { ["a"] = 1 }]);

        Assert.Equal(JsonValueKind.Null, result.ValueKind);
        Assert.Equal($"/v3/{Secret}?token={Secret}", target);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{Secret}")), authorization);
        Assert.Equal("2.0", body.Text("jsonrpc"));
        Assert.Equal("eth_test", body.Text("method"));
        Assert.Equal("""["0x1",true,{"a":1}]""", body.GetProperty("params").GetRawText());
    }

    [Fact]
    public async Task Gzip_is_understood()
    {
        await using var node = await LocalServer.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($$"""{"id":{{await ReadIdAsync(context)}},"result":"0x7"}"""));
        });
        using var client = new EthereumRpcClient([node.Url]);

        Assert.Equal(7ul, await client.GetBlockNumberAsync());
    }

    [Fact]
    public async Task A_circuit_opens_after_failures_and_closes_after_a_success()
    {
        var time = new ShiftableTime();
        var healthy = false;
        await using var flaky = await LocalServer.StartAsync(context => healthy ? AnswerAsync(context, "\"result\":\"0x1\"") : MisbehaveAsync(context, "500"));
        await using var backup = await LocalServer.StartAsync(context => AnswerAsync(context, "\"result\":\"0x2\""));
        using var client = new EthereumRpcClient([flaky.Url, backup.Url], new EthereumRpcOptions { MinimumThroughput = 3 }, time);

        for (var i = 0; i < 10; i++)
            Assert.Equal(2ul, await client.GetChainIdAsync());
        Assert.Equal(3, flaky.Requests);
        Assert.Equal(10, backup.Requests);

        // Half open: one request tries, and its failure opens the circuit again.
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(2ul, await client.GetChainIdAsync());
        Assert.Equal(2ul, await client.GetChainIdAsync());
        Assert.Equal(4, flaky.Requests);

        healthy = true;
        time.Advance(TimeSpan.FromSeconds(6));
        for (var i = 0; i < 5; i++)
            Assert.Equal(1ul, await client.GetChainIdAsync());
        Assert.Equal(9, flaky.Requests);
    }

    [Fact]
    public async Task Hangs_open_the_circuit_too_and_an_open_circuit_answers_at_once()
    {
        await using var hanging = await LocalServer.StartAsync(context => MisbehaveAsync(context, "hang"));
        using var client = new EthereumRpcClient([hanging.Url], new EthereumRpcOptions { Timeout = TimeSpan.FromMilliseconds(500), MinimumThroughput = 2 });

        for (var i = 0; i < 2; i++)
            Assert.True((await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => client.GetChainIdAsync())).PossiblyDelivered);

        Assert.False((await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => client.GetChainIdAsync())).PossiblyDelivered);
        Assert.InRange(hanging.Requests, 0, 2);
    }

    [Fact]
    public async Task Error_objects_do_not_open_the_circuit()
    {
        await using var node = await LocalServer.StartAsync(context => AnswerAsync(context, "\"error\":{\"code\":3,\"message\":\"execution reverted\"}"));
        using var client = new EthereumRpcClient([node.Url], new EthereumRpcOptions { MinimumThroughput = 2 });

        for (var i = 0; i < 10; i++)
            await Assert.ThrowsAsync<EthereumRpcException>(() => client.GetChainIdAsync());
        Assert.Equal(10, node.Requests);
    }

    [Fact]
    public async Task Cancellation_is_the_callers_and_no_failure_of_the_node()
    {
        await using var hanging = await LocalServer.StartAsync(context => MisbehaveAsync(context, "hang"));
        using var client = new EthereumRpcClient([hanging.Url]);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetChainIdAsync(cancellation.Token));
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("/relative")]
    [InlineData(null)]
    public void Only_http_urls_are_taken(string? url) =>
        Assert.Throws<ArgumentException>(() => new EthereumRpcClient(url is null ? [] : [new Uri(url, UriKind.RelativeOrAbsolute)]));

    /// <summary>Short only where a hang is waited for, so that a busy machine does not look like one.</summary>
    private static EthereumRpcOptions Options(string misbehaviour) => new()
    {
        Timeout = TimeSpan.FromSeconds(misbehaviour.StartsWith("hang", StringComparison.Ordinal) ? 2 : 30),
        MaxResponseBytes = 64 * 1024,
    };

    private static Uri WithSecrets(Uri url) => new($"http://user:{Secret}@{url.Authority}/v3/{Secret}?token={Secret}");

    private static void AssertNoSecret(Exception exception)
    {
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("/v3/", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("user:", exception.ToString(), StringComparison.Ordinal);
    }

    private static async Task<long> ReadIdAsync(HttpContext context) =>
        (await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body)).GetProperty("id").GetInt64();

    private static async Task AnswerAsync(HttpContext context, string member) =>
        await WriteAsync(context, $$"""{"jsonrpc":"2.0","id":{{await ReadIdAsync(context)}},{{member}}}""");

    private static Task WriteAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    private static async Task MisbehaveAsync(HttpContext context, string how)
    {
        var id = await ReadIdAsync(context);
        var good = $$"""{"jsonrpc":"2.0","id":{{id}},"result":"0xbad"}""";
        switch (how)
        {
            case "500" or "403":
                context.Response.StatusCode = int.Parse(how, System.Globalization.CultureInfo.InvariantCulture);
                await context.Response.WriteAsync($"No access to {context.Request.Path}");
                break;
            case "502 json":
                context.Response.StatusCode = 502;
                await WriteAsync(context, good);
                break;
            case "429":
                context.Response.StatusCode = 429;
                await WriteAsync(context, good);
                break;
            case "limit code":
                await WriteAsync(context, $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32005,"message":"limit for {{{Secret}}}"}}""");
                break;
            case "limit code without id":
                await WriteAsync(context, """{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"limit"}}""");
                break;
            case "html":
                await context.Response.WriteAsync("<html><title>Login</title></html>");
                break;
            case "not json":
                await WriteAsync(context, good[..^1]);
                break;
            case "wrong id":
                await WriteAsync(context, $$"""{"jsonrpc":"2.0","id":{{id + 1}},"result":"0xbad"}""");
                break;
            case "no id":
                await WriteAsync(context, """{"jsonrpc":"2.0","result":"0xbad"}""");
                break;
            case "id as text":
                await WriteAsync(context, $$"""{"jsonrpc":"2.0","id":"{{id}}","result":"0xbad"}""");
                break;
            case "array":
                await WriteAsync(context, $"[{good}]");
                break;
            case "text":
                await WriteAsync(context, "\"\\ud800\"");
                break;
            case "bad name":
                await WriteAsync(context, $$"""{"id":{{id}},"result":"0xbad","\ud800":1}""");
                break;
            case "neither":
                await WriteAsync(context, $$"""{"jsonrpc":"2.0","id":{{id}}}""");
                break;
            case "redirect":
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = $"/elsewhere/{Secret}";
                break;
            case "huge":
                await context.Response.WriteAsync(good + new string(' ', 1024 * 1024));
                break;
            case "huge gzip":
                context.Response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest))
                    await gzip.WriteAsync(Encoding.UTF8.GetBytes(good + new string(' ', 1024 * 1024)));
                break;
            case "broken gzip":
                context.Response.Headers.ContentEncoding = "gzip";
                await context.Response.WriteAsync(good);
                break;
            case "closed":
                context.Abort();
                break;
            case "hang":
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "hang in body":
                context.Response.ContentLength = good.Length;
                await context.Response.WriteAsync(good[..10]);
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            default:
                throw new ArgumentException(how);
        }
    }
}
