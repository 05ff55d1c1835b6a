using System.Net;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class ReverseDnsPartsTests
{
    [Theory]
    [InlineData("googlebot.com", true)]
    [InlineData("crawl-66-249-66-1.googlebot.com", true)]
    [InlineData("a.geo.GoogleBot.COM", true)]
    [InlineData("evilgooglebot.com", false)]
    [InlineData("crawl.evil-googlebot.com", false)]
    [InlineData("googlebot.com.evil.example", false)]
    [InlineData("com", false)]
    [InlineData("", false)]
    [InlineData("a\\046googlebot.com", false)]
    public void A_domain_covers_itself_and_what_is_below_it(string name, bool isCovered)
    {
        Assert.Equal(isCovered, DomainSuffix.Covers("googlebot.com", name));
        Assert.Equal(isCovered, DomainSuffix.AnyCovers(["google.com", "googlebot.com"], name));
        Assert.False(DomainSuffix.AnyCovers([], name));
    }

    [Theory]
    [InlineData("66.249.66.1", "1.66.249.66.in-addr.arpa")]
    [InlineData("2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")] // RFC 3596 section 2.5's way
    public void Addresses_are_filed_backwards(string address, string name)
    {
        Assert.Equal(name, AddressLookup.ReverseName(IPAddress.Parse(address)));
        Assert.Equal(name, DnsServer.ReverseName(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("66.249.66.1", true)]
    [InlineData("::ffff:66.249.66.1", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.128.0.0", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("169.253.0.1", true)]
    [InlineData("192.167.1.1", true)]
    [InlineData("198.17.1.1", true)]
    [InlineData("198.20.1.1", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2001:4860:4801::1", true)]
    [InlineData("3fff::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.19.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::ffff:10.1.2.3", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::1.2.3.4", false)]
    [InlineData("fe80::1%3", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses_are_known(string text, bool isPublic)
    {
        var address = IPAddress.Parse(text);
        Assert.Equal(isPublic, ResolvableAddress.TryRead(address, out var bytes));
        var unmapped = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
        Assert.Equal(unmapped, AddressNumber.ToAddress(bytes));
    }

    [Fact]
    public void Options_tell_everything_that_is_wrong_at_once()
    {
        Assert.Empty(new ReverseDnsOptions().FindErrors());
        Assert.Empty(new ReverseDnsOptions { WaitAtMost = TimeSpan.Zero, Servers = [new IPEndPoint(IPAddress.IPv6Loopback, 53)] }.FindErrors());

        var wrong = new ReverseDnsOptions
        {
            Servers = [new IPEndPoint(IPAddress.Loopback, 0)],
            Timeout = TimeSpan.Zero,
            Tries = 0,
            WaitAtMost = TimeSpan.FromHours(1),
            MaxConcurrentLookups = 0,
            MaxCachedAddresses = -1,
        };
        Assert.Equal(["Servers", "Timeout", "Tries", "WaitAtMost", "MaxConcurrentLookups", "MaxCachedAddresses"], wrong.FindErrors().Select(error => error.Split(':')[0]));
        Assert.Equal("Servers", Assert.Single(new ReverseDnsOptions { Servers = null! }.FindErrors()).Split(':')[0]);
        Assert.Single(new ReverseDnsOptions { MaxConcurrentLookups = 10, MaxCachedAddresses = 9 }.FindErrors());
    }
}
