using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CrawlGate.AspNetCore;
using CrawlGate.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.Gateway;

/// <summary>The PROXY protocol on a real server, byte for byte.</summary>
public sealed class ProxyProtocolTests
{
    private const string Line = "PROXY TCP4 203.0.113.9 198.51.100.1 56324 443\r\n";
    private const string Get = "GET /page HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Version_1_names_the_client()
    {
        await using var server = await StartAsync();
        Assert.EndsWith("\r\n\r\n203.0.113.9 56324 ProxyProtocol /page ", await SendAsync(server, Line + Get));
    }

    [Fact]
    public async Task Version_2_names_the_client_and_its_extensions_are_skipped()
    {
        await using var server = await StartAsync();
        byte[] addresses = [.. Convert.FromHexString("20010DB800000000000000000000000120010DB8000000000000000000000002DC0401BB"), 0xee, 0x00, 0x04, .. "GET "u8];
        var answer = await SendAsync(server, [[.. V2(0x21, 0x21, addresses), .. Encoding.ASCII.GetBytes(Get)]]);
        Assert.EndsWith("\r\n\r\n2001:db8::1 56324 ProxyProtocol /page ", answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Headers_may_come_byte_by_byte_and_what_follows_stays_whole(bool isText)
    {
        await using var server = await StartAsync();
        var header = isText ? Encoding.ASCII.GetBytes(Line) : V2(0x21, 0x11, Convert.FromHexString("CB007109C6336401DC0401BB"));
        const string Post = "POST /form HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
        byte[] all = [.. header, .. Encoding.ASCII.GetBytes(Post)];
        Assert.EndsWith("\r\n\r\n203.0.113.9 56324 ProxyProtocol /form hello", await SendAsync(server, [.. all.Select(one => new[] { one })]));
        Assert.EndsWith("\r\n\r\n203.0.113.9 56324 ProxyProtocol /form hello", await SendAsync(server, [all[..(header.Length + 3)], all[(header.Length + 3)..]]));
        Assert.EndsWith("\r\n\r\n203.0.113.9 56324 ProxyProtocol /form hello", await SendAsync(server, [all[..header.Length], all[header.Length..]]));
    }

    [Fact]
    public async Task The_client_is_the_same_for_every_request_of_the_connection()
    {
        await using var server = await StartAsync();
        var answer = await SendAsync(server, Line + Get.Replace("Connection: close\r\n", "") + Get);
        Assert.Equal(2, answer.Split("203.0.113.9 56324 ProxyProtocol /page").Length - 1);
    }

    [Theory]
    [InlineData(0x20, 0x00)]
    [InlineData(0x21, 0x00)]
    [InlineData(0x21, 0x31)]
    public async Task A_header_that_names_nobody_leaves_the_connections_address_and_lends_no_trust_to_headers(byte command, byte family)
    {
        await using var server = await StartAsync();
        var request = Encoding.ASCII.GetBytes(Get.Replace("Connection", "X-Forwarded-For: 1.2.3.4\r\nConnection"));
        Assert.Contains("\r\n\r\n127.0.0.1 ", await SendAsync(server, [[.. V2(command, family, []), .. request]]));
        Assert.Contains("\r\n\r\n127.0.0.1 ", await SendAsync(server, [[.. "PROXY UNKNOWN\r\n"u8, .. request]]));
    }

    [Fact]
    public async Task A_proxy_behind_the_load_balancer_may_name_the_client_in_turn()
    {
        await using var server = await StartAsync("loopback", "203.0.113.0/24");
        var answer = await SendAsync(server, Line + Get.Replace("Connection", "X-Forwarded-For: 1.2.3.4\r\nConnection"));
        Assert.EndsWith("\r\n\r\n1.2.3.4 0 XForwardedFor /page ", answer);
    }

    [Fact]
    public async Task A_client_that_the_header_names_is_trusted_no_further()
    {
        await using var server = await StartAsync();
        var answer = await SendAsync(server, Line + Get.Replace("Connection", "X-Forwarded-For: 1.2.3.4\r\nConnection"));
        Assert.EndsWith("\r\n\r\n203.0.113.9 56324 ProxyProtocol /page ", answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PROXY TCP4 203.0.113.9 198.51.100.1 56324\r\n")]
    [InlineData("PROXY TCP5 203.0.113.9 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY UNKNOWN 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\u000c\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u0010\0")]
    public async Task A_trusted_peer_without_a_right_header_is_cut_off(string start)
    {
        await using var server = await StartAsync();
        var watch = Stopwatch.StartNew();
        Assert.Equal("", await SendAsync(server, start + Get));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2.5), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task The_bytes_of_an_untrusted_peer_are_HTTP_or_nothing()
    {
        await using var server = await StartAsync("192.0.2.0/24");
        Assert.StartsWith("HTTP/1.1 400 ", await SendAsync(server, Line + Get));
        Assert.StartsWith("HTTP/1.1 400 ", await SendAsync(server, [[.. V2(0x21, 0x11, Convert.FromHexString("CB007109C6336401DC0401BB")), .. Encoding.ASCII.GetBytes(Get)]]));
        Assert.Contains("\r\n\r\n127.0.0.1 ", await SendAsync(server, Get));
    }

    [Fact]
    public async Task A_slow_header_is_waited_for_three_seconds_and_does_not_hold_up_others()
    {
        await using var server = await StartAsync();
        var watch = Stopwatch.StartNew();
        var slow = SendAsync(server, Line[..20]);
        Assert.EndsWith("/page ", await SendAsync(server, Line + Get));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2.5), $"took {watch.Elapsed}");
        Assert.Equal("", await slow);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_header_that_was_in_time_leaves_no_deadline_behind()
    {
        await using var server = await StartAsync();
        using var client = await ConnectAsync(server);
        await client.SendAsync(Encoding.ASCII.GetBytes(Line));
        await Task.Delay(TimeSpan.FromSeconds(3.5));
        await client.SendAsync(Encoding.ASCII.GetBytes(Get));
        Assert.EndsWith("/page ", await ReadAsync(new NetworkStream(client)));
    }

    [Fact]
    public async Task A_peer_that_hangs_up_harms_nobody()
    {
        await using var server = await StartAsync();
        foreach (var start in (string[])["", "P", Line[..30], Line])
        {
            using var client = await ConnectAsync(server);
            await client.SendAsync(Encoding.ASCII.GetBytes(start));
            client.LingerState = new LingerOption(true, 0);
        }

        Assert.EndsWith("/page ", await SendAsync(server, Line + Get));
    }

    [Fact]
    public async Task The_header_stands_before_TLS()
    {
        using var certificate = SelfSigned();
        await using var server = await StartAsync(listen => listen.UseProxyProtocol(Trusted("loopback")).UseHttps(certificate), "loopback");
        using var client = await ConnectAsync(server);
        await client.SendAsync(Encoding.ASCII.GetBytes(Line));
        await using var tls = new SslStream(new NetworkStream(client));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "site.example",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString(),
        });
        await tls.WriteAsync(Encoding.ASCII.GetBytes(Get));
        Assert.EndsWith("\r\n\r\n203.0.113.9 56324 ProxyProtocol /page ", await ReadAsync(tls));
    }

    [Fact]
    public async Task HTTP_2_requests_get_the_client_too()
    {
        await using var server = await StartAsync(
            listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseProxyProtocol(Trusted("loopback"));
            },
            "loopback");
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, _) =>
            {
                var client = await ConnectAsync(server);
                await client.SendAsync(Encoding.ASCII.GetBytes(Line));
                return new NetworkStream(client, ownsSocket: true);
            },
        })
        { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal("203.0.113.9 56324 ProxyProtocol /page ", await http.GetStringAsync(new Uri(new Uri(server.Urls.Single()), "page")));
    }

    [Fact]
    public async Task Behind_TLS_no_connection_is_served()
    {
        using var certificate = SelfSigned();
        await using var server = await StartAsync(listen => listen.UseHttps(certificate).UseProxyProtocol(Trusted("192.0.2.0/24")), "192.0.2.0/24");
        using var client = await ConnectAsync(server);
        await using var tls = new SslStream(new NetworkStream(client));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "site.example", RemoteCertificateValidationCallback = (_, _, _, _) => true });
        await tls.WriteAsync(Encoding.ASCII.GetBytes(Get));
        Assert.Equal("", await ReadAsync(tls));
    }

    private static byte[] V2(byte command, byte family, byte[] rest) => ProxyHeaderTests.V2(command, family, rest);

    private static Task<WebApplication> StartAsync(params string[] trusted)
    {
        trusted = trusted.Length == 0 ? ["loopback"] : trusted;
        return StartAsync(listen => listen.UseProxyProtocol(Trusted(trusted)), trusted);
    }

    private static async Task<WebApplication> StartAsync(Action<ListenOptions> configure, params string[] trusted)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, configure));
        builder.Services.AddSingleton(Resolver(trusted));
        var app = builder.Build();
        app.UseClientAddress();
        app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync();
            var (connection, source) = (context.Connection, context.Features.GetRequiredFeature<IClientAddressFeature>().Source);
            var answer = $"{connection.RemoteIpAddress} {connection.RemotePort} {source} {context.Request.Path} {text}";
            context.Response.ContentLength = answer.Length;
            await context.Response.WriteAsync(answer);
        });
        await app.StartAsync();
        return app;
    }

    private static TrustedProxies Trusted(params string[] trusted) => Resolver(trusted).TrustedProxies;

    private static ClientAddressResolver Resolver(string[] trusted)
    {
        var options = new ClientAddressOptions { TrustedProxies = [.. trusted] };
        var resolver = options.Compile(out var errors);
        Assert.Empty(errors);
        return resolver!;
    }

    private static async Task<Socket> ConnectAsync(WebApplication server)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Urls.Single()).Port);
        return client;
    }

    private static Task<string> SendAsync(WebApplication server, string text) => SendAsync(server, [Encoding.Latin1.GetBytes(text)]);

    private static async Task<string> SendAsync(WebApplication server, IReadOnlyList<byte[]> packets)
    {
        using var client = await ConnectAsync(server);
        foreach (var packet in packets)
        {
            await client.SendAsync(packet);
            // Lets the server see this packet before the next one.
            if (packets.Count > 1)
                await Task.Delay(1);
        }

        await using var stream = new NetworkStream(client);
        return await ReadAsync(stream);
    }

    // A server that closes with bytes unread resets the connection; what came until then is the answer.
    private static async Task<string> ReadAsync(Stream stream)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, deadline.Token) is > 0 and var length)
                text.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (IOException)
        {
        }

        return text.ToString();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=site.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
