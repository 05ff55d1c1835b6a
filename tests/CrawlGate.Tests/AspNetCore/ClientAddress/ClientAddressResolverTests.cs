using System.Diagnostics;
using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.Tests.AspNetCore;

public sealed class ClientAddressResolverTests
{
    [Theory]
    [InlineData("X-Forwarded-For", "1.2.3.4")]
    [InlineData("Forwarded", "for=1.2.3.4")]
    [InlineData("CF-Connecting-IP", "1.2.3.4")]
    [InlineData("X-Forwarded-Proto", "https")]
    public void What_an_untrusted_peer_says_changes_nothing(string name, string value)
    {
        foreach (var resolver in (ClientAddressResolver[])[Resolvers.Create(), Resolvers.Create(header: "CF-Connecting-IP")])
        {
            var client = resolver.Resolve(Resolvers.Stranger, (name, value));
            Assert.Equal(new ClientAddress(IPAddress.Parse(Resolvers.Stranger), AddressSource.Connection, AddressReasons.Untrusted, null), client);
        }
    }

    [Theory]
    [InlineData("1.2.3.4", "1.2.3.4", AddressReasons.FirstUntrusted)]
    [InlineData("  1.2.3.4\t", "1.2.3.4", AddressReasons.FirstUntrusted)]
    [InlineData("1.2.3.4:5678", "1.2.3.4", AddressReasons.FirstUntrusted)]
    [InlineData("2001:db8::7", "2001:db8::7", AddressReasons.FirstUntrusted)]
    [InlineData("[2001:db8::7]", "2001:db8::7", AddressReasons.FirstUntrusted)]
    [InlineData("[2001:db8::7]:443", "2001:db8::7", AddressReasons.FirstUntrusted)]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4", AddressReasons.FirstUntrusted)]
    [InlineData("6.6.6.6, 1.2.3.4", "1.2.3.4", AddressReasons.FirstUntrusted)]
    [InlineData("6.6.6.6,1.2.3.4 , 10.1.1.1,::ffff:10.2.2.2,2001:db8:a::5", "1.2.3.4", AddressReasons.FirstUntrusted)]
    [InlineData("10.6.6.6, 1.2.3.4, 10.1.1.1", "1.2.3.4", AddressReasons.FirstUntrusted)]
    [InlineData("garbage, 1.2.3.4", "1.2.3.4", AddressReasons.FirstUntrusted)]
    [InlineData("10.3.3.3, 10.2.2.2", "10.3.3.3", AddressReasons.AllTrusted)]
    [InlineData("10.3.3.3", "10.3.3.3", AddressReasons.AllTrusted)]
    [InlineData("1.2.3.4, unknown, 10.1.1.1", "10.1.1.1", AddressReasons.Unreadable)]
    [InlineData("1.2.3.4, , 10.1.1.1", "10.1.1.1", AddressReasons.Unreadable)]
    public void The_chain_is_walked_from_the_right(string header, string expected, string reason)
    {
        var client = Resolvers.Create().Resolve(Resolvers.Proxy, ("X-Forwarded-For", header));
        Assert.Equal(new ClientAddress(IPAddress.Parse(expected), AddressSource.XForwardedFor, reason, null), client);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("unknown")]
    [InlineData("_hidden")]
    [InlineData("_SEVKISEK")]
    [InlineData("localhost")]
    [InlineData("1.2.3.4,")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("01.2.3.4")]
    [InlineData("16909060")]
    [InlineData("0x1.2.3.4")]
    [InlineData("1.2.3.4:")]
    [InlineData("1.2.3.4:65536")]
    [InlineData("1.2.3.4:+1")]
    [InlineData("1.2.3.4:_p")]
    [InlineData("1.2.3.4 10.0.0.1")]
    [InlineData("\"1.2.3.4\"")]
    [InlineData("[1.2.3.4]")]
    [InlineData("[2001:db8::7")]
    [InlineData("[2001:db8::7]x")]
    [InlineData("2001:db8::7]")]
    [InlineData("2001:db8::7%eth0")]
    [InlineData("fe80::1%1")]
    [InlineData("2001:db8::/32")]
    [InlineData("2001:db8:::7")]
    [InlineData("::ffff:1.2.3")]
    [InlineData("::ffff:01.2.3.4")]
    [InlineData("١.2.3.4")]
    [InlineData("for=1.2.3.4")]
    public void What_is_no_address_ends_the_walk_at_the_proxy(string header)
    {
        var client = Resolvers.Create().Resolve(Resolvers.Proxy, ("X-Forwarded-For", header));
        Assert.Equal(new ClientAddress(IPAddress.Parse(Resolvers.Proxy), AddressSource.Connection, AddressReasons.Unreadable, null), client);
        client = Resolvers.Create().Resolve(Resolvers.Proxy, ("X-Forwarded-For", $"1.2.3.4, {header}"));
        Assert.Equal(IPAddress.Parse(Resolvers.Proxy), client.Address);
    }

    [Theory]
    [InlineData("for=1.2.3.4", "1.2.3.4")]
    [InlineData("For=\"1.2.3.4\"", "1.2.3.4")]
    [InlineData("for=\"1.2.3.4:5678\"", "1.2.3.4")]
    [InlineData("for=\"1.2.3.4:_port.x\"", "1.2.3.4")]
    [InlineData("for=\"[2001:db8::7]\"", "2001:db8::7")]
    [InlineData("FOR=\"[2001:db8::7]:4711\"", "2001:db8::7")]
    [InlineData("for=1.2.3.4;proto=http;by=203.0.113.43", "1.2.3.4")]
    [InlineData("proto=https ; host=\"a, for=6.6.6.6\" ; for=1.2.3.4", "1.2.3.4")]
    [InlineData("proto=https;;for=1.2.3.4;", "1.2.3.4")]
    [InlineData("for=6.6.6.6, for=1.2.3.4, for=10.1.1.1", "1.2.3.4")]
    [InlineData("for=6.6.6.6, for=1.2.3.4, for=\"[2001:db8:a::1]\"", "1.2.3.4")]
    [InlineData("for=\"6.6.6.6, for=1.2.3.4", "1.2.3.4")]
    [InlineData("for=\", for=1.2.3.4;host=\"x\"", "1.2.3.4")]
    [InlineData("for=6.6.6.6\\, for=1.2.3.4", "1.2.3.4")]
    [InlineData("for=6.6.6.6;host=\"a\\\", for=7.7.7.7\", for=1.2.3.4;host=\"b\\\\\", for=10.1.1.1;host=\"c\\\", for=8.8.8.8;x=\\\"\"", "1.2.3.4")]
    public void Forwarded_is_read_as_RFC_7239_says(string header, string expected)
    {
        var client = Resolvers.Create().Resolve(Resolvers.Proxy, ("Forwarded", header));
        Assert.Equal(new ClientAddress(IPAddress.Parse(expected), AddressSource.Forwarded, AddressReasons.FirstUntrusted, null), client);
    }

    [Theory]
    [InlineData("")]
    [InlineData("for")]
    [InlineData("for=")]
    [InlineData("for=\"\"")]
    [InlineData("for=unknown")]
    [InlineData("for=_hidden")]
    [InlineData("for=\"_hidden:80\"")]
    [InlineData("for=2001:db8::7")]
    [InlineData("for=\"2001:db8::7\"")]
    [InlineData("for=[2001:db8::7]")]
    [InlineData("for=1.2.3.4:80")]
    [InlineData("for = 1.2.3.4")]
    [InlineData("for=\"1.2.3.4")]
    [InlineData("for=\"1.2.3\\.4\"")]
    [InlineData("for=\"1.2.3.4\"x")]
    [InlineData("for=1.2.3.4 proto=http")]
    [InlineData("for=1.2.3.4;for=1.2.3.4")]
    [InlineData("for=1.2.3.4;=x")]
    [InlineData("for=1.2.3.4;proto")]
    [InlineData("proto=http")]
    [InlineData("1.2.3.4")]
    [InlineData("for=1.2.3.4;proto=http, ")]
    public void A_malformed_or_hidden_element_of_Forwarded_ends_the_walk(string header)
    {
        var client = Resolvers.Create().Resolve(Resolvers.Proxy, ("Forwarded", header));
        Assert.Equal(new ClientAddress(IPAddress.Parse(Resolvers.Proxy), AddressSource.Connection, AddressReasons.Unreadable, null), client);
        client = Resolvers.Create().Resolve(Resolvers.Proxy, ("Forwarded", header + ", for=10.9.9.9"));
        Assert.Equal(IPAddress.Parse("10.9.9.9"), client.Address);
    }

    [Fact]
    public void Several_lines_are_one_chain()
    {
        var client = Resolvers.Create().Resolve(
            Resolvers.Proxy, ("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "7.7.7.7, 1.2.3.4"), ("X-Forwarded-For", "10.2.2.2, 10.1.1.1"));
        Assert.Equal(IPAddress.Parse("1.2.3.4"), client.Address);

        client = Resolvers.Create().Resolve(Resolvers.Proxy, ("Forwarded", "for=6.6.6.6"), ("Forwarded", "for=\"1.2.3.4\""), ("Forwarded", "for=10.1.1.1"));
        Assert.Equal(IPAddress.Parse("1.2.3.4"), client.Address);

        // A quote that the visitor opens on one line closes nothing on the next.
        client = Resolvers.Create().Resolve(Resolvers.Proxy, ("Forwarded", "for=\"6.6.6.6"), ("Forwarded", "for=1.2.3.4;host=\"x\""));
        Assert.Equal(IPAddress.Parse("1.2.3.4"), client.Address);
    }

    [Theory]
    [InlineData(ForwardedHeaderKind.Auto, "1.2.3.4", null, "1.2.3.4", AddressSource.XForwardedFor)]
    [InlineData(ForwardedHeaderKind.Auto, null, "for=1.2.3.4", "1.2.3.4", AddressSource.Forwarded)]
    [InlineData(ForwardedHeaderKind.Auto, "1.2.3.4", "for=1.2.3.4", "1.2.3.4", AddressSource.XForwardedFor)]
    [InlineData(ForwardedHeaderKind.Auto, "6.6.6.6, 1.2.3.4, 10.1.1.1", "for=7.7.7.7, for=1.2.3.4", "1.2.3.4", AddressSource.XForwardedFor)]
    [InlineData(ForwardedHeaderKind.Auto, "1.2.3.4", "for=6.6.6.6", null, AddressSource.Connection)]
    [InlineData(ForwardedHeaderKind.Auto, "1.2.3.4", "for=unknown", null, AddressSource.Connection)]
    [InlineData(ForwardedHeaderKind.Auto, "unknown", "for=1.2.3.4", null, AddressSource.Connection)]
    [InlineData(ForwardedHeaderKind.Auto, "", "for=1.2.3.4", null, AddressSource.Connection)]
    [InlineData(ForwardedHeaderKind.Auto, null, null, null, AddressSource.Connection)]
    [InlineData(ForwardedHeaderKind.XForwardedFor, "1.2.3.4", "for=6.6.6.6", "1.2.3.4", AddressSource.XForwardedFor)]
    [InlineData(ForwardedHeaderKind.XForwardedFor, null, "for=6.6.6.6", null, AddressSource.Connection)]
    [InlineData(ForwardedHeaderKind.Forwarded, "6.6.6.6", "for=1.2.3.4", "1.2.3.4", AddressSource.Forwarded)]
    [InlineData(ForwardedHeaderKind.Forwarded, "6.6.6.6", null, null, AddressSource.Connection)]
    public void The_setting_says_which_header_counts(ForwardedHeaderKind kind, string? ours, string? standard, string? expected, AddressSource source)
    {
        (string, string)[] headers = [.. ours is null ? [] : new[] { ("X-Forwarded-For", ours) }, .. standard is null ? [] : new[] { ("Forwarded", standard) }];
        var client = Resolvers.Create(kind).Resolve(Resolvers.Proxy, headers);
        Assert.Equal((IPAddress.Parse(expected ?? Resolvers.Proxy), source), (client.Address, client.Source));
    }

    [Fact]
    public void Headers_that_contradict_each_other_are_both_not_believed()
    {
        var client = Resolvers.Create().Resolve(Resolvers.Proxy, ("X-Forwarded-For", "1.2.3.4"), ("Forwarded", "for=6.6.6.6"));
        Assert.Equal(new ClientAddress(IPAddress.Parse(Resolvers.Proxy), AddressSource.Connection, AddressReasons.Contradicting, null), client);
        Assert.Contains("contradicting", client.Reason);
    }

    [Theory]
    [InlineData("1.2.3.4", "1.2.3.4", AddressReasons.NamedByHeader)]
    [InlineData(" 2001:db8::7 ", "2001:db8::7", AddressReasons.NamedByHeader)]
    [InlineData("10.7.7.7", "10.7.7.7", AddressReasons.NamedByHeader)]
    [InlineData("1.2.3.4, 5.6.7.8", null, AddressReasons.HeaderUnreadable)]
    [InlineData("", null, AddressReasons.HeaderUnreadable)]
    [InlineData("unknown", null, AddressReasons.HeaderUnreadable)]
    [InlineData(null, null, AddressReasons.HeaderMissing)]
    public void A_single_value_header_counts_alone_when_it_is_configured(string? value, string? expected, string reason)
    {
        (string, string)[] headers = [("X-Forwarded-For", "6.6.6.6"), .. value is null ? [] : new[] { ("cf-connecting-ip", value) }];
        var client = Resolvers.Create(header: "CF-Connecting-IP").Resolve(Resolvers.Proxy, headers);
        Assert.Equal((IPAddress.Parse(expected ?? Resolvers.Proxy), reason), (client.Address, client.Reason));
        Assert.Equal(expected is null ? AddressSource.Connection : AddressSource.Header, client.Source);
    }

    [Fact]
    public void A_single_value_header_that_comes_twice_is_not_believed()
    {
        var client = Resolvers.Create(header: "CF-Connecting-IP").Resolve(Resolvers.Proxy, ("CF-Connecting-IP", "1.2.3.4"), ("CF-Connecting-IP", "1.2.3.4"));
        Assert.Equal((IPAddress.Parse(Resolvers.Proxy), AddressReasons.HeaderUnreadable), (client.Address, client.Reason));
    }

    [Theory]
    [InlineData("https", "https")]
    [InlineData("HTTP", "http")]
    [InlineData(" https ", "https")]
    [InlineData("http, https", "https")]
    [InlineData("https,", null)]
    [InlineData("", null)]
    [InlineData("ftp", null)]
    [InlineData("javascript", null)]
    [InlineData("https\0", null)]
    [InlineData(null, null)]
    public void A_trusted_proxy_tells_the_scheme(string? value, string? expected)
    {
        (string, string)[] headers = value is null ? [] : [("X-Forwarded-Proto", value)];
        Assert.Equal(expected, Resolvers.Create().Resolve(Resolvers.Proxy, headers).Scheme);
        Assert.Null(Resolvers.Create().Resolve(Resolvers.Stranger, headers).Scheme);
    }

    [Fact]
    public void Thirty_two_hops_are_read_and_no_more()
    {
        var hops = Enumerable.Range(1, ClientAddressResolver.MaxHops).Select(i => $"10.1.1.{i}").ToArray();
        var client = Resolvers.Create().Resolve(Resolvers.Proxy, ("X-Forwarded-For", string.Join(',', hops)));
        Assert.Equal((IPAddress.Parse("10.1.1.1"), AddressReasons.AllTrusted), (client.Address, client.Reason));

        client = Resolvers.Create().Resolve(Resolvers.Proxy, ("X-Forwarded-For", string.Join(',', (string[])["1.2.3.4", .. hops])));
        Assert.Equal((IPAddress.Parse("10.1.1.1"), AddressReasons.TooLong), (client.Address, client.Reason));

        client = Resolvers.Create().Resolve(Resolvers.Proxy, ("X-Forwarded-For", string.Join(',', (string[])["1.2.3.4", .. hops[1..]])));
        Assert.Equal((IPAddress.Parse("1.2.3.4"), AddressReasons.FirstUntrusted), (client.Address, client.Reason));
    }

    [Fact]
    public void Mapped_addresses_are_IPv4_addresses()
    {
        Assert.Equal(IPAddress.Parse(Resolvers.Stranger), Resolvers.Create().Resolve("::ffff:" + Resolvers.Stranger).Address);
        Assert.Equal(IPAddress.Parse(Resolvers.Proxy), Resolvers.Create().Resolve("::ffff:" + Resolvers.Proxy).Address);
        Assert.Equal(IPAddress.Parse("1.2.3.4"), Resolvers.Create().Resolve("::ffff:" + Resolvers.Proxy, ("X-Forwarded-For", "1.2.3.4")).Address);
    }

    [Fact]
    public void A_connection_without_an_address_is_nobody_trusted()
    {
        var headers = new HeaderDictionary { ["X-Forwarded-For"] = "1.2.3.4", ["X-Forwarded-Proto"] = "https" };
        Assert.Equal(new ClientAddress(null, AddressSource.Connection, AddressReasons.Untrusted, null), Resolvers.Create().Resolve(null, headers));
    }

    [Fact]
    public void Header_bombs_take_linear_time()
    {
        const int Length = 4_000_000;
        var half = string.Concat(Enumerable.Repeat("\\\"", Length / 2));
        string[] bombs =
        [
            new(',', Length), new('"', Length), new('\\', Length), new string('\\', Length) + '"', new('[', Length), new(':', Length), new('1', Length), new('.', Length),
            new(' ', Length), new(';', Length), new('=', Length), half, "for=\"" + half, "\"" + new string(',', Length) + "\"",
            string.Concat(Enumerable.Repeat("10.0.0.1,", Length / 9)), string.Concat(Enumerable.Repeat("for=10.0.0.1,", Length / 13)),
            string.Concat(Enumerable.Repeat("a=b;", Length / 4)), string.Concat(Enumerable.Repeat("\",", Length / 2)), "for=" + new string('a', Length),
        ];
        var resolver = Resolvers.Create();
        var single = Resolvers.Create(header: "CF-Connecting-IP");
        var watch = Stopwatch.StartNew();
        foreach (var bomb in bombs)
        {
            foreach (var name in (string[])["X-Forwarded-For", "Forwarded", "X-Forwarded-Proto"])
                Assert.StartsWith("10.", resolver.Resolve(Resolvers.Proxy, (name, bomb)).Address!.ToString());
            Assert.StartsWith("10.", single.Resolve(Resolvers.Proxy, ("CF-Connecting-IP", bomb)).Address!.ToString());
        }

        var lines = new HeaderDictionary { ["X-Forwarded-For"] = new StringValues([.. Enumerable.Repeat("10.0.0.1", 100_000)]) };
        Assert.Equal(AddressReasons.TooLong, resolver.Resolve(IPAddress.Parse(Resolvers.Proxy), lines).Reason);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    [Fact]
    public void An_untrusted_peer_costs_no_allocation()
    {
        var resolver = Resolvers.Create(ForwardedHeaderKind.Auto, "CF-Connecting-IP", "cloudflare", "private");
        var headers = new HeaderDictionary { ["X-Forwarded-For"] = "1.2.3.4, 5.6.7.8", ["Forwarded"] = "for=1.2.3.4", ["X-Forwarded-Proto"] = "https" };
        var (ipv4, ipv6) = (IPAddress.Parse(Resolvers.Stranger), IPAddress.Parse("2001:db8::1"));
        var kept = 0;
        Allocation.AssertNone(() =>
        {
            kept += ReferenceEquals(ipv4, resolver.Resolve(ipv4, headers).Address) ? 1 : 0;
            kept += ReferenceEquals(ipv6, resolver.Resolve(ipv6, headers).Address) ? 1 : 0;
        });
        Assert.True(kept > 0);
    }
}
