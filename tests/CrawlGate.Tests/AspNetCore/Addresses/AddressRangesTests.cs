using System.Net;
using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

public sealed class AddressRangesTests
{
    [Theory]
    [InlineData("52.1.2.0/24", "52.1.2.0", "52.1.2.255", "52.1.1.255", "52.1.3.0")]
    [InlineData("52.1.2.3/32", "52.1.2.3", "52.1.2.3", "52.1.2.2", "52.1.2.4")]
    [InlineData("52.1.2.3", "52.1.2.3", "52.1.2.3", "52.1.2.2", "52.1.2.4")]
    [InlineData("52.1.2.77/25", "52.1.2.0", "52.1.2.127", "52.1.1.255", "52.1.2.128")]
    [InlineData("52.0.0.0/8", "52.0.0.0", "52.255.255.255", "51.255.255.255", "53.0.0.0")]
    [InlineData("0.0.0.0/0", "0.0.0.0", "255.255.255.255", "::", "2001::")]
    [InlineData("255.255.255.255", "255.255.255.255", "255.255.255.255", "255.255.255.254", "0.0.0.0")]
    [InlineData("2001:4860:4801:10::/64", "2001:4860:4801:10::", "2001:4860:4801:10:ffff:ffff:ffff:ffff", "2001:4860:4801:f:ffff:ffff:ffff:ffff", "2001:4860:4801:11::")]
    [InlineData("2001:db8::1", "2001:db8::1", "2001:db8::1", "2001:db8::", "2001:db8::2")]
    [InlineData("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "0.0.0.0", "255.255.255.255")]
    public void The_ends_of_a_prefix_are_in_it_and_their_neighbours_are_not(string prefix, string first, string last, string before, string after)
    {
        var ranges = Ranges(prefix);
        Assert.True(ranges.Contains(IPAddress.Parse(first)));
        Assert.True(ranges.Contains(IPAddress.Parse(last)));
        Assert.False(ranges.Contains(IPAddress.Parse(before)));
        Assert.False(ranges.Contains(IPAddress.Parse(after)));
    }

    [Fact]
    public void A_mapped_address_counts_as_IPv4_on_both_sides()
    {
        Assert.True(Ranges("52.1.2.0/24").Contains(IPAddress.Parse("::ffff:52.1.2.9")));
        Assert.False(Ranges("52.1.2.0/24").Contains(IPAddress.Parse("::ffff:52.1.3.9")));
        Assert.True(Ranges("::ffff:52.1.2.0/120").Contains(IPAddress.Parse("52.1.2.9")));
        Assert.False(Ranges("::ffff:52.1.2.0/120").Contains(IPAddress.Parse("52.1.3.9")));
        Assert.False(Ranges("52.1.2.0/24").Contains(IPAddress.Parse("::52.1.2.9")));
    }

    [Fact]
    public void A_zone_is_no_part_of_an_address() =>
        Assert.True(Ranges("2001:db8::/32").Contains(new IPAddress(IPAddress.Parse("2001:db8::7").GetAddressBytes(), 3)));

    [Fact]
    public void Nothing_is_in_the_empty_set()
    {
        Assert.False(Ranges().Contains(IPAddress.Any));
        Assert.False(Ranges().Contains(IPAddress.IPv6Any));
    }

    [Fact]
    public void Overlapping_and_touching_prefixes_are_counted_once()
    {
        var ranges = Ranges("52.0.0.0/24", "52.0.1.0/24", "52.0.0.128/25", "52.0.0.7", "0.0.0.0/32", "255.255.255.255/32");
        Assert.Equal(514u, ranges.IPv4Size);
        Assert.Equal(UInt128.One << 65, Ranges("2001:0:0:2::/64", "2001:0:0:3::/64", "2001:0:0:2::9").IPv6Size);
    }

    [Theory]
    [InlineData("52.1.2")]
    [InlineData("52.1.2.3.4")]
    [InlineData("52.1.2.256")]
    [InlineData("052.1.2.3")]
    [InlineData("0x34.1.2.3")]
    [InlineData("872415232")]
    [InlineData("52.1.2.3/33")]
    [InlineData("52.1.2.3/-1")]
    [InlineData("52.1.2.3/+8")]
    [InlineData("52.1.2.3/08")]
    [InlineData("52.1.2.3/")]
    [InlineData("52.1.2.3/8/8")]
    [InlineData("52.1.2.3/255.0.0.0")]
    [InlineData("52.1.2.3:80")]
    [InlineData(" 52.1.2.3")]
    [InlineData("５２.1.2.3")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:db8::%1/64")]
    [InlineData("[2001:db8::]/64")]
    [InlineData("[2001:db8::1]:80")]
    [InlineData("2001:db8::1::2")]
    [InlineData("::/")]
    [InlineData("/24")]
    [InlineData("")]
    [InlineData("crawler.example")]
    public void What_is_no_prefix_is_refused(string text) => Assert.False(AddressPrefix.TryParse(text, out _));

    [Fact]
    public void It_agrees_with_comparing_bits()
    {
        // Few values for each byte, so that prefixes overlap and touch and addresses hit their ends.
        var edge = Gen.Elements<byte>(0, 1, 127, 128, 254, 255);
        var v4 = edge.ArrayOf(4);
        var v6 = edge.ArrayOf(16).Select(bytes => bytes.Select((value, i) => i is > 1 and < 14 ? (byte)0 : value).ToArray());
        var mapped = v4.Select(bytes => new IPAddress(bytes).MapToIPv6().GetAddressBytes());
        var address = Gen.OneOf(v4, v6, mapped);
        var prefix = address.SelectMany(bytes => Gen.Choose(0, 8 * bytes.Length), (bytes, length) => (Bytes: bytes, Length: length));

        Prop.ForAll(Gen.Zip(prefix.ListOf(), address.ArrayOf(20)).ToArbitrary(), input =>
        {
            var (prefixes, addresses) = input;
            var ranges = Ranges([.. prefixes.Select(one => $"{new IPAddress(one.Bytes)}/{one.Length}")]);
            return addresses.All(bytes => ranges.Contains(new IPAddress(bytes)) == prefixes.Any(one => Matches(one.Bytes, one.Length, bytes)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Looking_up_in_tens_of_thousands_of_prefixes_allocates_nothing()
    {
        var ranges = Ranges(
        [
            .. Enumerable.Range(0, 50_000).Select(i => $"52.{i >> 8}.{i & 255}.0/25"),
            .. Enumerable.Range(0, 50_000).Select(i => $"2001:{i:x}:1::/48"),
        ]);
        var addresses = new[] { "52.7.7.7", "52.7.7.200", "::ffff:52.7.7.7", "2001:77:1::9", "2001:77:2::9" }.Select(IPAddress.Parse).ToArray();
        Assert.Equal([true, false, true, true, false], addresses.Select(ranges.Contains));

        Allocation.AssertNone(() =>
        {
            foreach (var address in addresses)
                ranges.Contains(address);
        });
    }

    private static bool Matches(byte[] prefix, int length, byte[] address)
    {
        (prefix, length) = Unmap(prefix, length);
        (address, _) = Unmap(address, 8 * address.Length);
        return prefix.Length == address.Length
            && Enumerable.Range(0, length).All(bit => ((prefix[bit / 8] ^ address[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    private static (byte[] Bytes, int Length) Unmap(byte[] bytes, int length) =>
        bytes.Length == 16 && length >= 96 && new IPAddress(bytes).IsIPv4MappedToIPv6 ? (bytes[12..], length - 96) : (bytes, length);

    private static AddressRanges Ranges(params string[] prefixes) => new([.. prefixes.Select(Prefix)]);

    private static AddressPrefix Prefix(string text)
    {
        Assert.True(AddressPrefix.TryParse(text, out var prefix), text);
        return prefix;
    }
}
