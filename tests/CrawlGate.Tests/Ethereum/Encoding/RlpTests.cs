using System.Buffers;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class RlpTests
{
    private const string Lorem = "Lorem ipsum dolor sit amet, consectetur adipisicing elit";

    [Theory]
    [InlineData("", "0x80")]
    [InlineData("\0", "0x00")]
    [InlineData("\x0f", "0x0f")]
    [InlineData("\x7f", "0x7f")]
    [InlineData("dog", "0x83646f67")]
    [InlineData(Lorem, "0xb8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c6974")]
    public void Strings(string text, string encoded) =>
        Assert.Equal(encoded, Write(output => Rlp.WriteString(output, System.Text.Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void A_single_byte_from_0x80_has_a_header() => Assert.Equal("0x8180", Write(output => Rlp.WriteString(output, [0x80])));

    [Theory]
    [InlineData("0", "0x80")]
    [InlineData("15", "0x0f")]
    [InlineData("127", "0x7f")]
    [InlineData("128", "0x8180")]
    [InlineData("1024", "0x820400")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935", "0xa0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Integers_have_no_leading_zeros(string number, string encoded) =>
        Assert.Equal(encoded, Write(output => Rlp.WriteInteger(output, UInt256.Parse(number))));

    [Fact]
    public void Lists()
    {
        Assert.Equal("0xc0", Write(output => Rlp.WriteList(output, [])));
        Assert.Equal("0xc88363617483646f67", Write(output => Rlp.WriteList(output, Hex.Decode("0x8363617483646f67"))));

        // The set-theoretical three: [ [], [[]], [ [], [[]] ] ].
        Assert.Equal("0xc7c0c1c0c3c0c1c0", Write(output => Rlp.WriteList(output, Hex.Decode("0xc0c1c0c3c0c1c0"))));
    }

    [Theory]
    [InlineData(55, "0xb7", "0xf7")]
    [InlineData(56, "0xb838", "0xf838")]
    [InlineData(255, "0xb8ff", "0xf8ff")]
    [InlineData(256, "0xb90100", "0xf90100")]
    [InlineData(65536, "0xba010000", "0xfa010000")]
    public void Lengths(int length, string stringHeader, string listHeader)
    {
        var payload = new byte[length];
        Assert.Equal(stringHeader + Convert.ToHexStringLower(payload), Write(output => Rlp.WriteString(output, payload)));
        Assert.Equal(listHeader + Convert.ToHexStringLower(payload), Write(output => Rlp.WriteList(output, payload)));
    }

    private static string Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Hex.Encode(output.WrittenSpan);
    }
}
