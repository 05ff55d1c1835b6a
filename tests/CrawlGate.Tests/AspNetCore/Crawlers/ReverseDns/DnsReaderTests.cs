using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

public sealed class DnsReaderTests
{
    [Fact]
    public void Bytes_that_no_host_name_has_cannot_pass_for_others() =>
        Assert.Equal("a\\046b\\000\\255_-.googlebot.com", Read([7, (byte)'A', (byte)'.', (byte)'b', 0, 255, (byte)'_', (byte)'-', .. DnsWire.Name("GoogleBot.com")]));

    [Fact]
    public void The_root_is_an_empty_name() => Assert.Equal("", Read([0]));

    [Fact]
    public void Names_end_at_255_bytes()
    {
        var label = new string('a', 62);
        var longest = $"{label}.{label}.{label}.{label}a";
        Assert.Null(Read(DnsWire.Name(longest + "aa")));
        Assert.Null(Read(DnsWire.Name(longest + ".a")));
        Assert.Equal(252, Read(DnsWire.Name(longest))?.Length);
    }

    [Fact]
    public void Pointers_lead_back_however_many_there_are()
    {
        // 100 pointers, each to the one before; the first to a name.
        byte[] message = [1, (byte)'a', 0, .. Enumerable.Range(0, 100).SelectMany(i => DnsWire.Pointer(i == 0 ? 0 : 3 + (2 * (i - 1))))];
        Assert.Equal("a", Read(message, message.Length - 2));
    }

    [Theory]
    [InlineData("C000", 0)]
    [InlineData("C002C000", 0)]
    [InlineData("C002C000", 2)]
    [InlineData("0161C000", 0)]
    [InlineData("0161C000", 2)]
    [InlineData("FFFF", 0)]
    [InlineData("C0", 0)]
    [InlineData("0361", 0)]
    [InlineData("0161", 0)]
    [InlineData("80", 0)]
    [InlineData("", 0)]
    public void Circles_and_cut_off_names_are_no_names(string message, int at) => Assert.Null(Read(Convert.FromHexString(message), at));

    private static string? Read(byte[] message, int at = 0) => new DnsReader(message, at).TryReadName(out var name) ? name : null;
}
