using System.Net;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.6", "192.0.2.8")]
    [InlineData("192.0.2.0/24", "192.0.2.0", "192.0.1.255", "192.0.3.0")]
    [InlineData("192.0.2.0/24", "192.0.2.255", "192.0.1.255", "192.0.3.0")]
    [InlineData("192.0.2.128/25", "192.0.2.128", "192.0.2.127", "192.0.3.0")]
    [InlineData("2001:db8::/33", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:8000::")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.9", "192.0.1.255", "192.0.3.0")]
    [InlineData("loopback", "127.255.255.255", "126.255.255.255", "128.0.0.0")]
    [InlineData("LOOPBACK", "::1", "::", "::2")]
    [InlineData("private", "10.255.255.255", "9.255.255.255", "11.0.0.0")]
    [InlineData("private", "172.16.0.0", "172.15.255.255", "172.32.0.0")]
    [InlineData("private", "172.31.255.255", "172.15.255.255", "172.32.0.0")]
    [InlineData("private", "192.168.4.4", "192.167.255.255", "192.169.0.0")]
    [InlineData("private", "fd12:3456::1", "fbff:ffff::", "fe00::")]
    [InlineData("cloudflare", "104.16.132.229", "104.15.255.255", "104.28.0.0")]
    [InlineData("cloudflare", "172.67.1.1", "172.63.255.255", "172.72.0.0")]
    [InlineData("cloudflare", "162.159.255.255", "162.157.255.255", "162.160.0.0")]
    [InlineData("cloudflare", "2606:4700::6810:84e5", "2606:46ff:ffff::", "2606:4701::")]
    [InlineData("cloudflare", "2a06:98c7:ffff::", "2a06:98bf::", "2a06:98c8::")]
    [InlineData("fastly", "151.101.1.69", "151.100.255.255", "151.102.0.0")]
    [InlineData("fastly", "199.232.255.255", "199.231.255.255", "199.233.0.0")]
    [InlineData("fastly", "167.82.175.255", "167.82.159.255", "167.82.176.0")]
    [InlineData("fastly", "2a04:4e42::223", "2a04:4e41::", "2a04:4e43::")]
    public void An_entry_holds_its_members_and_not_its_neighbours(string entry, string member, string before, string after)
    {
        var trusted = Compile(out _, entry)!;
        Assert.True(trusted.Contains(IPAddress.Parse(member)));
        Assert.False(trusted.Contains(IPAddress.Parse(before)));
        Assert.False(trusted.Contains(IPAddress.Parse(after)));
    }

    [Fact]
    public void Every_preset_compiles_and_networks_say_of_when_they_are()
    {
        foreach (var preset in TrustedProxyPreset.All)
        {
            var trusted = Compile(out var errors, preset.Name);
            Assert.Empty(errors);
            Assert.All(preset.Prefixes, prefix => Assert.True(trusted!.Contains(IPAddress.Parse(prefix.Split('/')[0]))));
        }

        Assert.Equal(["cloudflare", "fastly"], TrustedProxyPreset.All.Where(preset => preset.AsOf is not null).Select(preset => preset.Name));
    }

    [Fact]
    public void An_address_counts_the_same_when_it_is_mapped_into_IPv6()
    {
        var trusted = Compile(out _, "192.0.2.0/24", "::ffff:198.51.100.1")!;
        Assert.True(trusted.Contains(IPAddress.Parse("::ffff:192.0.2.77")));
        Assert.True(trusted.Contains(IPAddress.Parse("198.51.100.1")));
        Assert.False(trusted.Contains(IPAddress.Parse("::192.0.2.77")));
    }

    [Fact]
    public void Ranges_that_overlap_or_touch_are_one()
    {
        var trusted = Compile(out _, "10.0.0.128/25", "10.0.0.0/25", "10.0.0.64/26", "10.0.1.0/24", "10.0.0.7", "2001:db8::1", "2001:db8::/64")!;
        Assert.True(trusted.Contains(IPAddress.Parse("10.0.0.0")));
        Assert.True(trusted.Contains(IPAddress.Parse("10.0.1.255")));
        Assert.True(trusted.Contains(IPAddress.Parse("2001:db8::ffff")));
        Assert.False(trusted.Contains(IPAddress.Parse("10.0.2.0")));
        Assert.False(trusted.Contains(IPAddress.Parse("9.255.255.255")));
        Assert.False(trusted.Contains(IPAddress.Parse("2001:db8:0:1::")));
    }

    [Fact]
    public void Nobody_is_trusted_unless_named()
    {
        Assert.True(TrustedProxies.None.IsEmpty);
        Assert.False(TrustedProxies.None.Contains(IPAddress.Loopback));
        Assert.False(TrustedProxies.None.Contains(IPAddress.IPv6None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("cloudfront")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.0.0")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("167772161")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:db8::1/64")]
    [InlineData("[2001:db8::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::ffff:010.0.0.1")]
    [InlineData("10.0.0.1, 10.0.0.2")]
    [InlineData("file:")]
    [InlineData("file:/nowhere/at/all")]
    public void A_bad_entry_is_an_error(string entry)
    {
        Assert.Null(Compile(out var errors, entry));
        Assert.StartsWith("CrawlGate:TrustedProxies:0: ", Assert.Single(errors));
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("::ffff:0:0/96")]
    [InlineData("::/1")]
    [InlineData("2000::/3")]
    public void Trusting_everybody_is_an_error_that_says_why(string entry)
    {
        Assert.Null(Compile(out var errors, entry));
        Assert.Contains(errors, error => error.StartsWith("CrawlGate:TrustedProxies:0: ", StringComparison.Ordinal) && error.Contains("anybody could forge"));
    }

    [Fact]
    public void Trusting_everybody_in_two_halves_is_one_too()
    {
        Assert.Null(Compile(out var errors, "0.0.0.0/1", "128.0.0.0/1"));
        Assert.StartsWith("CrawlGate:TrustedProxies: ", Assert.Single(errors));
        Assert.NotNull(Compile(out _, "0.0.0.0/1", "128.0.0.0/2"));
    }

    [Fact]
    public void All_errors_come_at_once_with_their_index()
    {
        Assert.Null(Compile(out var errors, "10.0.0.0/8", "nobody", "10.0.0.1/8", "loopback", "1.2.3"));
        Assert.Equal(3, errors.Count);
        Assert.StartsWith("CrawlGate:TrustedProxies:1: 'nobody' is not a known name; these are: cloudflare, fastly, loopback, private", errors[0]);
        Assert.Equal("CrawlGate:TrustedProxies:2: '10.0.0.1/8' has bits set behind its prefix length; the prefix is 10.0.0.0/8", errors[1]);
        Assert.StartsWith("CrawlGate:TrustedProxies:4: '1.2.3' is not an IP address", errors[2]);
    }

    [Fact]
    public void A_file_holds_a_prefix_a_line_and_comments()
    {
        using var file = new TemporaryFile("# a network\r\n192.0.2.0/24\n\n  2001:db8::/32   # the other one\n198.51.100.7");
        var trusted = Compile(out var errors, $"file:{file.Path}");
        Assert.Empty(errors);
        Assert.True(trusted!.Contains(IPAddress.Parse("192.0.2.200")));
        Assert.True(trusted.Contains(IPAddress.Parse("2001:db8:ffff::")));
        Assert.True(trusted.Contains(IPAddress.Parse("198.51.100.7")));
        Assert.False(trusted.Contains(IPAddress.Parse("198.51.100.8")));
    }

    [Theory]
    [InlineData("# nothing\n", "holds no prefix")]
    [InlineData("192.0.2.0/24\nloopback\n", "line 2: 'loopback' is not an IP address")]
    [InlineData("192.0.2.0/24\n0.0.0.0/0\n", "line 2: '0.0.0.0/0' trusts everybody")]
    [InlineData("<html>", "line 1: '<html>' is not an IP address")]
    public void A_bad_file_is_an_error_that_names_the_line(string text, string expected)
    {
        using var file = new TemporaryFile(text);
        Assert.Null(Compile(out var errors, "10.0.0.0/8", $"file:{file.Path}"));
        var error = Assert.Single(errors);
        Assert.StartsWith("CrawlGate:TrustedProxies:1: ", error);
        Assert.Contains(expected, error);
    }

    [Fact]
    public void A_file_that_is_no_list_does_not_flood_the_errors()
    {
        using var file = new TemporaryFile(string.Join('\n', Enumerable.Repeat("nonsense", 1000)));
        Assert.Null(Compile(out var errors, $"file:{file.Path}"));
        Assert.Equal(11, errors.Count);
        Assert.Contains("990 more", errors[^1]);

        using var big = new TemporaryFile(new string('#', 1024 * 1024 + 1));
        Assert.Null(Compile(out errors, $"file:{big.Path}"));
        Assert.Contains("longer than", Assert.Single(errors));
    }

    [Fact]
    public void A_lookup_allocates_nothing()
    {
        var trusted = Compile(out _, "cloudflare", "fastly", "private", "loopback")!;
        IPAddress[] addresses = [IPAddress.Parse("104.16.1.1"), IPAddress.Parse("::ffff:104.16.1.1"), IPAddress.Parse("203.0.113.1"), IPAddress.Parse("2001:db8::1")];
        var found = 0;
        Allocation.AssertNone(() =>
        {
            foreach (var address in addresses)
                found += trusted.Contains(address) ? 1 : 0;
        });
        Assert.True(found > 0);
    }

    private static TrustedProxies? Compile(out IReadOnlyList<string> errors, params string[] entries)
    {
        var options = new ClientAddressOptions();
        options.TrustedProxies.AddRange(entries);
        return options.Compile(out errors)?.TrustedProxies;
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
