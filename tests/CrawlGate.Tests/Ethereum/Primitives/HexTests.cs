using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class HexTests
{
    [Theory]
    [InlineData("0x", new byte[0])]
    [InlineData("0x00ff", new byte[] { 0, 255 })]
    [InlineData("0xAbCd", new byte[] { 0xab, 0xcd })]
    public void Prefixed_hexadecimal_of_either_case_is_read(string text, byte[] bytes)
    {
        Assert.Equal(bytes, Hex.Decode(text));
        Assert.Equal(text.ToLowerInvariant(), Hex.Encode(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0X00")]
    [InlineData("0x0")]
    [InlineData("0x0g")]
    [InlineData("0x 0")]
    [InlineData("0x00 ")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(Hex.TryDecode(text, out byte[] _));
        Assert.Throws<FormatException>(() => Hex.Decode(text));
    }

    [Fact]
    public void A_destination_of_another_length_is_refused()
    {
        Assert.True(Hex.TryDecode("0x0102", new byte[2].AsSpan()));
        Assert.False(Hex.TryDecode("0x0102", new byte[1].AsSpan()));
        Assert.False(Hex.TryDecode("0x0102", new byte[3].AsSpan()));
    }

    [Fact]
    public void Bytes32_is_exactly_32_bytes_of_prefixed_hexadecimal()
    {
        var text = "0x" + new string('0', 62) + "0a";
        var value = Bytes32.Parse(text);
        Assert.Equal(text, value.ToString());
        Assert.Equal(value, new Bytes32(value.ToArray()));
        Assert.False(value.IsZero);
        Assert.True(default(Bytes32).IsZero);
        Assert.NotEqual(default, value);
        Assert.False(Bytes32.TryParse(text.AsSpan(0, 64), out _));
        Assert.False(Bytes32.TryParse(text + "00", out _));
        Assert.False(Bytes32.TryParse(text.AsSpan(2), out _));
        Assert.Throws<FormatException>(() => Bytes32.Parse("0x"));
        Assert.Throws<ArgumentException>(() => new Bytes32(new byte[31]));
    }
}
