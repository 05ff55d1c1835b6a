using System.Net;
using System.Text;
using CrawlGate.AspNetCore;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

public sealed class IpRangeParserTests
{
    [Fact]
    public void The_common_shape_is_read()
    {
        var list = Read("""
            {"creationTime": "2026-11-20T23:00:45.000000", "syncToken": 7, "notes": {"a": ["b"]},
             "prefixes": [{"ipv4Prefix": "66.249.64.0/27", "service": "x"}, {"ipv6Prefix": "2001:4860:4801:10::/64"}]}
            """);
        Assert.Equal(2, list.Prefixes);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 23, 0, 45, TimeSpan.Zero), list.CreationTime);
        Assert.True(list.Ranges.Contains(IPAddress.Parse("66.249.64.31")));
        Assert.False(list.Ranges.Contains(IPAddress.Parse("66.249.64.32")));
        Assert.True(list.Ranges.Contains(IPAddress.Parse("2001:4860:4801:10::1")));
    }

    [Theory]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[{"ipv4Prefix":"52.1.2.3"}]}""")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[{"ipv4Prefix":"52.1.2.0\/24"}]}""")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":["52.1.2.0/24"]}""")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[{"ipv6Prefix":"2001:db8::/48","ipv4Prefix":"52.1.2.0/24"}]}""")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[{"ipv6Prefix":null,"ipv4Prefix":"52.1.2.0/24"}],"creationTime":"yesterday"}""")]
    [InlineData(IpRangeFormat.Prefixes, "\uFEFF{\"prefixes\":[{\"ipv4Prefix\":\"52.1.2.99/24\"}]}")]
    [InlineData(IpRangeFormat.Csv, "52.1.2.0/24,US,US-CA,Menlo Park,\r\n2001:db8::/32,IE,,,\r\n")]
    [InlineData(IpRangeFormat.Csv, "# probes\n\n  52.1.2.3  # the first\n2001:db8::1")]
    [InlineData(IpRangeFormat.Csv, "52.1.2.3")]
    [InlineData(IpRangeFormat.JsonArray, """["52.1.2.3","2001:db8::/32"]""")]
    [InlineData(IpRangeFormat.JsonArray, """{"updated":"now","n":2,"WEBHOOKS":["52.1.2.3"],"more":{"a":[]}}""")]
    public void Every_shape_found_in_the_wild_is_read(IpRangeFormat format, string text) =>
        Assert.True(Read(text, format).Ranges.Contains(IPAddress.Parse("52.1.2.3")));

    [Theory]
    [InlineData(IpRangeFormat.Prefixes, "", "JSON")]
    [InlineData(IpRangeFormat.Prefixes, "<html>Just a moment</html>", "JSON")]
    [InlineData(IpRangeFormat.Prefixes, "[]", "no array named prefixes")]
    [InlineData(IpRangeFormat.Prefixes, """{"Prefixes":[{"ipv4Prefix":"52.1.2.0/24"}]}""", "no array named prefixes")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":{"ipv4Prefix":"52.1.2.0/24"}}""", "no array named prefixes")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[]}""", "no entries")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[{"ip_prefix":"52.1.2.0/24"}]}""", "without a prefix")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[{"ipv4Prefix":"52.1.2.0/24"},{"ipv4Prefix":7}]}""", "without a prefix")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[{"ipv4Prefix":"52.1.2.0/24"},{"ipv4Prefix":"nowhere"}]}""", "entry 2 is neither")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":[{"ipv4Prefix":"\ud800"}]}""", "not text")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":["52.1.2.3"],"prefixes":["52.1.2.4"]}""", "JSON")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":["52.1.2.3"],"x":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}""", "JSON")]
    [InlineData(IpRangeFormat.Prefixes, """{"prefixes":["52.1.2.3"]} {}""", "JSON")]
    [InlineData(IpRangeFormat.Csv, "", "no entries")]
    [InlineData(IpRangeFormat.Csv, "# nothing\n", "no entries")]
    [InlineData(IpRangeFormat.Csv, "52.1.2.3\n<html>", "entry 2 is neither")]
    [InlineData(IpRangeFormat.Csv, "52.1.2.3\n,US", "entry 2 is neither")]
    [InlineData(IpRangeFormat.JsonArray, """{"a":["52.1.2.3"],"b":["52.1.2.4"]}""", "not one array")]
    [InlineData(IpRangeFormat.JsonArray, """{"a":"52.1.2.3"}""", "not one array")]
    [InlineData(IpRangeFormat.JsonArray, """[{"ip":"52.1.2.3"}]""", "without a prefix")]
    [InlineData(IpRangeFormat.JsonArray, "[]", "no entries")]
    public void A_malformed_list_is_refused_whole(IpRangeFormat format, string text, string why) => Assert.Contains(why, Refusal(text, format));

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("52.0.0.0/7")]
    [InlineData("2001::/15")]
    [InlineData("128.0.0.0/1")]
    [InlineData("::ffff:0:0/96")]
    [InlineData("::ffff:52.0.0.0/103")]
    public void A_broad_prefix_spoils_a_list(string prefix) => Assert.Contains("too broad", Refusal($"52.1.2.3\n{prefix}", IpRangeFormat.Csv));

    [Fact]
    public void The_broadest_prefixes_that_are_allowed_are_read() => Assert.Equal(2, Read("52.0.0.0/8\n2600::/16", IpRangeFormat.Csv).Prefixes);

    [Fact]
    public void Many_prefixes_must_not_do_what_a_broad_one_may_not()
    {
        Assert.Contains("together are too broad", Refusal(string.Join('\n', Enumerable.Range(50, 17).Select(i => $"{i}.0.0.0/8")), IpRangeFormat.Csv));
        Assert.Contains("together are too broad", Refusal(string.Join('\n', Enumerable.Range(0x2600, 17).Select(i => $"{i:x}::/16")), IpRangeFormat.Csv));
        Assert.Equal(16, Read(string.Join('\n', Enumerable.Range(50, 16).Select(i => $"{i}.0.0.0/8")), IpRangeFormat.Csv).Prefixes);
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.7.0/24")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.0/12")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.0/24")]
    [InlineData("192.0.0.0/8")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::/16")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fc00::/16")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::/96")]
    public void A_prefix_that_is_not_public_spoils_a_list(string prefix) => Assert.Contains("not public", Refusal($"52.1.2.3\n{prefix}", IpRangeFormat.Csv));

    [Fact]
    public void The_number_of_entries_is_limited()
    {
        var most = string.Join('\n', Enumerable.Range(0, 100_000).Select(i => $"52.{i >> 16}.{(i >> 8) & 255}.{i & 255}"));
        Assert.Equal(100_000, Read(most, IpRangeFormat.Csv).Prefixes);
        Assert.Contains("more than 100000", Refusal(most + "\n53.0.0.1", IpRangeFormat.Csv));
    }

    [Fact]
    public void The_length_is_limited() => Assert.Contains("4 MiB", Refusal("52.1.2.3" + new string('\n', 4 * 1024 * 1024), IpRangeFormat.Csv));

    [Theory]
    [InlineData(IpRangeFormat.Prefixes)]
    [InlineData(IpRangeFormat.Csv)]
    [InlineData(IpRangeFormat.JsonArray)]
    public void Nothing_throws_on_damage(IpRangeFormat format)
    {
        var good = Encoding.UTF8.GetBytes("""{"prefixes":[{"ipv4Prefix":"66.249.64.0/27"},{"ipv6Prefix":"2001:4860::/32"},"\u0035"],"creationTime":"2026-11-20"}""");
        var damage = Gen.Zip(Gen.Choose(0, good.Length - 1), ArbMap.Default.GeneratorFor<byte>()).ListOf();
        Prop.ForAll(damage.ToArbitrary(), changes =>
        {
            var bytes = good.ToArray();
            foreach (var (at, value) in changes)
                bytes[at] = value;
            return IpRangeParser.TryParse(bytes, format, out var list, out var error) ? list.Prefixes > 0 : error.Length > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.False(IpRangeParser.TryParse(new byte[] { 0x35, 0xff, 0xfe }, IpRangeFormat.Csv, out _, out _));

    private static IpRangeList Read(string text, IpRangeFormat format = IpRangeFormat.Prefixes)
    {
        Assert.True(IpRangeParser.TryParse(Encoding.UTF8.GetBytes(text), format, out var list, out var error), error);
        return list;
    }

    private static string Refusal(string text, IpRangeFormat format)
    {
        Assert.False(IpRangeParser.TryParse(Encoding.UTF8.GetBytes(text), format, out _, out var error));
        return error;
    }
}
