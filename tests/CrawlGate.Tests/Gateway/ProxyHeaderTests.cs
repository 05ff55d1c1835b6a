using System.Buffers;
using System.Net;
using System.Text;
using CrawlGate.Gateway;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.Gateway;

public sealed class ProxyHeaderTests
{
    private const string Rest = "GET / HTTP/1.1\r\n";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n", "192.0.2.1:56324")]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535")]
    [InlineData("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", "0.0.0.0:0")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n", "[2001:db8::1]:56324")]
    [InlineData("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n", "[::ffff:192.0.2.1]:1")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff:: whatever 65535 \r\n", null)]
    public void Version_1_is_one_line(string line, string? client)
    {
        var header = ProxyHeader.Read(Sequence(Encoding.ASCII.GetBytes(line + Rest)));
        Assert.Equal(ProxyHeader.Complete(line.Length, client is null ? null : IPEndPoint.Parse(client)), header);
        for (var i = 0; i < line.Length; i++)
            Assert.Equal(ProxyHeader.Incomplete, ProxyHeader.Read(Sequence(Encoding.ASCII.GetBytes(line[..i]))));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("proxy TCP4 192.0.2.1 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY\tTCP4 192.0.2.1 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\n")]
    [InlineData("PROXY  TCP4 192.0.2.1 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY TCP4  192.0.2.1 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 \r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY TCP4 0xc0.0.2.1 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.02.1 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.256 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 -1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 056 443\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 56324 443\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY TCP6 [2001:db8::1] 2001:db8::2 56324 443\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 2001:db8::2 56324 443\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 198.51.100.1 56324 443\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("\r\n\r\nGET")]
    public void Anything_else_is_malformed(string text) => Assert.Equal(ProxyHeader.Malformed, ProxyHeader.Read(Sequence(Encoding.Latin1.GetBytes(text))));

    [Fact]
    public void A_line_longer_than_107_bytes_is_malformed_before_it_ends()
    {
        var start = "PROXY UNKNOWN ".PadRight(ProxyHeaderV1.MaxLength - 2, 'x');
        Assert.Equal(ProxyHeaderStatus.Complete, ProxyHeader.Read(Sequence(Encoding.ASCII.GetBytes(start + "\r\n"))).Status);
        Assert.Equal(ProxyHeader.Incomplete, ProxyHeader.Read(Sequence(Encoding.ASCII.GetBytes(start + "x"))));
        Assert.Equal(ProxyHeader.Malformed, ProxyHeader.Read(Sequence(Encoding.ASCII.GetBytes(start + "xx"))));
        Assert.Equal(ProxyHeader.Malformed, ProxyHeader.Read(Sequence(Encoding.ASCII.GetBytes(start + "x\r\n"))));
    }

    [Theory]
    [InlineData(0x21, 0x11, "C0000201 C6336401 DC04 01BB", "192.0.2.1:56324")]
    [InlineData(0x21, 0x11, "C0000201 C6336401 DC04 01BB 03 0004 DEADBEEF 04 0000", "192.0.2.1:56324")]
    [InlineData(0x21, 0x21, "20010DB8000000000000000000000001 20010DB8000000000000000000000002 DC04 01BB", "[2001:db8::1]:56324")]
    [InlineData(0x20, 0x00, "", null)]
    [InlineData(0x20, 0x11, "C0000201 C6336401 DC04 01BB", null)]
    [InlineData(0x20, 0xff, "FF", null)]
    [InlineData(0x21, 0x00, "", null)]
    [InlineData(0x21, 0x00, "0102030405", null)]
    [InlineData(0x21, 0x12, "C0000201 C6336401 DC04 01BB", null)]
    [InlineData(0x21, 0x31, "00", null)]
    public void Version_2_is_binary(int command, int family, string addresses, string? client)
    {
        var bytes = V2((byte)command, (byte)family, Convert.FromHexString(addresses.Replace(" ", "")));
        var header = ProxyHeader.Read(Sequence([.. bytes, .. Encoding.ASCII.GetBytes(Rest)]));
        Assert.Equal(ProxyHeader.Complete(bytes.Length, client is null ? null : IPEndPoint.Parse(client)), header);
        for (var i = 0; i < bytes.Length; i++)
            Assert.Equal(ProxyHeader.Incomplete, ProxyHeader.Read(Sequence(bytes[..i])));
    }

    [Theory]
    [InlineData(0x11, 0x11, 12)]
    [InlineData(0x31, 0x11, 12)]
    [InlineData(0x22, 0x11, 12)]
    [InlineData(0x2f, 0x11, 12)]
    [InlineData(0x21, 0x11, 11)]
    [InlineData(0x21, 0x11, 0)]
    [InlineData(0x21, 0x21, 35)]
    [InlineData(0x21, 0x21, 12)]
    [InlineData(0x21, 0x01, 12)]
    [InlineData(0x21, 0x13, 12)]
    [InlineData(0x21, 0x41, 216)]
    [InlineData(0x21, 0x11, 4081)]
    [InlineData(0x20, 0x00, 4081)]
    [InlineData(0x20, 0x00, 65535)]
    public void A_wrong_version_2_is_malformed_as_soon_as_its_fixed_part_is_there(int command, int family, int length)
    {
        var bytes = V2((byte)command, (byte)family, new byte[length]);
        Assert.Equal(ProxyHeader.Malformed, ProxyHeader.Read(Sequence(bytes)));
        Assert.Equal(ProxyHeader.Malformed, ProxyHeader.Read(Sequence(bytes[..16])));
        Assert.Equal(ProxyHeader.Incomplete, ProxyHeader.Read(Sequence(bytes[..15])));
    }

    [Fact]
    public void The_longest_header_has_4096_bytes() =>
        Assert.Equal(ProxyHeader.MaxLength, ProxyHeader.Read(Sequence(V2(0x21, 0x11, new byte[4080]))).Length);

    [Fact]
    public void Nothing_throws_on_garbage_and_segments_make_no_difference()
    {
        var pieces = Gen.Elements<byte[]>("PROXY "u8.ToArray(), "TCP4 "u8.ToArray(), "192.0.2.1 "u8.ToArray(), "::1 "u8.ToArray(), "80"u8.ToArray(), "\r\n"u8.ToArray(), V2(0x21, 0x11, new byte[12]), V2(0x20, 0, []), [0x21, 0x11]);
        var bytes = Gen.Zip(Gen.ListOf(pieces), ArbMap.Default.GeneratorFor<byte[]>()).Select(parts => parts.Item1.SelectMany(piece => piece).Concat(parts.Item2).ToArray());
        Prop.ForAll(bytes.ToArbitrary(), input =>
        {
            var whole = ProxyHeader.Read(new ReadOnlySequence<byte>(input));
            return whole.Equals(ProxyHeader.Read(Sequence(input))) && whole.Length <= input.Length;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    internal static byte[] V2(byte command, byte family, byte[] rest) =>
        [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, .. "QUIT\n"u8, command, family, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];

    // One byte a segment, as a slow network would bring it.
    private static ReadOnlySequence<byte> Sequence(byte[] bytes)
    {
        if (bytes.Length == 0)
            return ReadOnlySequence<byte>.Empty;

        var first = new Segment(bytes.AsMemory(0, 1), 0);
        var last = first;
        for (var i = 1; i < bytes.Length; i++)
            last = last.Append(bytes.AsMemory(i, 1));
        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
