using System.Net;
using System.Net.Sockets;
using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>Requests that a stranger tries to aim into the gate's own network.</summary>
public sealed class RefusedAddressTests : IAsyncDisposable
{
    private readonly RawServer _inside = RawServer.Saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("017700000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("127。0。0。1")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[fe80::1%251]")]
    [InlineData("169.254.169.254")]
    [InlineData("[fd00:ec2::254]")]
    public async Task A_private_address_is_refused_however_it_is_written(string host)
    {
        using var client = new PublicHttpClient();

        var outcome = await client.GetAsync(new Uri($"https://{host}:{_inside.Port}/"));

        Assert.Contains("not a public address", Assert.IsType<FetchOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(0, _inside.Connections);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("8.8.8.8,127.0.0.1")]
    [InlineData("127.0.0.1,8.8.8.8")]
    [InlineData("2606:4700::1,::1")]
    public async Task A_name_that_leads_to_a_private_address_is_refused(string answer)
    {
        using var client = ClientWith((_, _) => Task.FromResult(Parse(answer)));

        var outcome = await client.GetAsync(new Uri($"https://signer.example:{_inside.Port}/"));

        Assert.Contains("signer.example leads to", Assert.IsType<FetchOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(0, _inside.Connections);
    }

    [Fact]
    public async Task Localhost_is_refused_by_what_it_resolves_to()
    {
        using var client = new PublicHttpClient();

        var outcome = await client.GetAsync(new Uri($"https://localhost:{_inside.Port}/"));

        Assert.IsType<FetchOutcome.Refused>(outcome);
        Assert.Equal(0, _inside.Connections);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_per_fetch_and_what_was_checked_is_what_is_connected_to()
    {
        // 240.0.0.0/4 is refused and TEST-NETs too, so the first answer is a public address that nothing here can reach.
        var answers = new Queue<string>(["192.31.196.1", "127.0.0.1", "127.0.0.1"]);
        using var client = ClientWith((_, _) => Task.FromResult(Parse(answers.Dequeue())), TimeSpan.FromMilliseconds(300));
        var url = new Uri($"https://rebind.example:{_inside.Port}/");

        var first = await client.GetAsync(url);
        Assert.Equal(2, answers.Count);
        var second = await client.GetAsync(url);

        Assert.IsType<FetchOutcome.Failed>(first);
        Assert.IsType<FetchOutcome.Refused>(second);
        Assert.Single(answers);
        Assert.Equal(0, _inside.Connections);
    }

    [Fact]
    public async Task The_servers_own_resolver_is_not_asked_behind_the_one_that_is_given()
    {
        using var client = ClientWith((_, _) => Task.FromResult(Array.Empty<IPAddress>()));

        var outcome = await client.GetAsync(new Uri($"https://localhost:{_inside.Port}/"));

        Assert.Contains("localhost has no address", Assert.IsType<FetchOutcome.Failed>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resolver_that_fails_or_hangs_is_a_failure()
    {
        using var failing = ClientWith((_, _) => throw new SocketException((int)SocketError.HostNotFound));
        using var hanging = ClientWith((_, _) => new TaskCompletionSource<IPAddress[]>().Task, TimeSpan.FromMilliseconds(200));

        Assert.IsType<FetchOutcome.Failed>(await failing.GetAsync(new Uri("https://signer.example/")));
        Assert.IsType<FetchOutcome.Failed>(await hanging.GetAsync(new Uri("https://signer.example/")));
    }

    [Theory]
    [InlineData("http://signer.example/", "https")]
    [InlineData("file:///etc/passwd", "https")]
    [InlineData("gopher://signer.example/", "https")]
    [InlineData("https://user:password@signer.example/", "user info")]
    public async Task Only_https_without_credentials_is_asked(string url, string reason)
    {
        using var client = ClientWith((_, _) => throw new InvalidOperationException("Nothing is to be looked up."));

        var outcome = await client.GetAsync(new Uri(url));

        Assert.Contains(reason, Assert.IsType<FetchOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_URL_has_a_longest_length_and_is_absolute()
    {
        using var client = new PublicHttpClient();

        Assert.IsType<FetchOutcome.Refused>(await client.GetAsync(new Uri("https://signer.example/" + new string('a', 3000))));
        Assert.IsType<FetchOutcome.Refused>(await client.GetAsync(new Uri("/keys", UriKind.Relative)));
    }

    public ValueTask DisposeAsync() => _inside.DisposeAsync();

    private static IPAddress[] Parse(string answer) => Array.ConvertAll(answer.Split(','), IPAddress.Parse);

    private static PublicHttpClient ClientWith(Func<string, CancellationToken, Task<IPAddress[]>> resolver, TimeSpan? connectTimeout = null) =>
        new(new PublicHttpClientOptions { Resolver = resolver, ConnectTimeout = connectTimeout ?? TimeSpan.FromSeconds(3) });
}
