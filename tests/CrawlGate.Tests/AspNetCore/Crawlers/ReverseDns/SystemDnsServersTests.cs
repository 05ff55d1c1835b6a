using System.Net;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class SystemDnsServersTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly FixedTime _time = new(1_800_000_000);

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("nameserver 192.0.2.53\n", "192.0.2.53:53")]
    [InlineData("# nameserver 192.0.2.1\n; nameserver 192.0.2.2\nsearch example\n\tnameserver\t2001:db8::53  # near\r\noptions ndots:5", "[2001:db8::53]:53")]
    [InlineData("nameserver 192.0.2.3\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.4", "192.0.2.3:53 192.0.2.1:53 192.0.2.2:53")]
    [InlineData("nameserver fe80::1%1", "[fe80::1%1]:53")]
    [InlineData("nameserver\nnameserver example.com\nNameserver 192.0.2.1\nnameservers 192.0.2.1", "")]
    [InlineData("", "")]
    public void The_nameserver_lines_are_read_in_order_and_three_at_most(string text, string servers) =>
        Assert.Equal(servers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPEndPoint.Parse), SystemDnsServers.Parse(text));

    [Fact]
    public void A_changed_file_is_seen_after_a_while()
    {
        File.WriteAllText(_path, "nameserver 192.0.2.1");
        var system = new SystemDnsServers(_time, _path);
        Assert.Equal("192.0.2.1:53", Assert.Single(system.Get()).ToString());

        File.WriteAllText(_path, "nameserver 192.0.2.2");
        Assert.Equal("192.0.2.1:53", Assert.Single(system.Get()).ToString());
        _time.Now += TimeSpan.FromSeconds(31);
        Assert.Equal("192.0.2.2:53", Assert.Single(system.Get()).ToString());
    }

    [Fact]
    public void Without_the_file_the_network_interfaces_tell()
    {
        File.Delete(_path);
        Assert.All(new SystemDnsServers(_time, _path).Get(), server => Assert.Equal(53, server.Port));
    }
}
