using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class UInt256Tests
{
    private const string Max = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("10")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("340282366920938463463374607431768211456")]
    [InlineData(Max)]
    public void Canonical_decimals_are_read_and_written_unchanged(string text)
    {
        Assert.True(UInt256.TryParse(text, out var value));
        Assert.Equal(text, value.ToString());
        Assert.Equal(BigInteger.Parse(text), value.ToBigInteger());
        Assert.Equal(value, UInt256.FromBigInteger(BigInteger.Parse(text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("0x1")]
    [InlineData("1e3")]
    [InlineData("1.0")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("١")] // ARABIC-INDIC DIGIT ONE
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")] // 2^256
    [InlineData("999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    [InlineData("1157920892373161954235709850086879078532699846656405640394575840079131296399350")]
    public void Every_other_spelling_is_refused(string text)
    {
        Assert.False(UInt256.TryParse(text, out var value));
        Assert.True(value.IsZero);
        Assert.Throws<FormatException>(() => UInt256.Parse(text));
    }

    [Fact]
    public void Order_and_bytes_are_those_of_BigInteger()
    {
        var values = Numbers.EdgesAndSamples("uint256", 20).ToArray();
        foreach (var a in values)
        {
            var x = UInt256.FromBigInteger(a);
            Assert.Equal(a, new UInt256(Numbers.ToBytes32(a).ToArray()).ToBigInteger());
            Assert.Equal(a <= ulong.MaxValue, x.TryGetUInt64(out _));
            foreach (var b in values)
            {
                var y = UInt256.FromBigInteger(b);
                Assert.Equal(a.CompareTo(b) < 0, x < y);
                Assert.Equal(a.CompareTo(b) >= 0, x >= y);
                Assert.Equal(a == b, x == y);
            }
        }
    }

    [Fact]
    public void Integers_that_do_not_fit_are_errors()
    {
        Assert.Throws<OverflowException>(() => UInt256.FromBigInteger(-1));
        Assert.Throws<OverflowException>(() => UInt256.FromBigInteger(BigInteger.Pow(2, 256)));
        Assert.Throws<ArgumentException>(() => new UInt256(new byte[33]));
        Assert.Equal(Max, UInt256.MaxValue.ToString());
    }
}
