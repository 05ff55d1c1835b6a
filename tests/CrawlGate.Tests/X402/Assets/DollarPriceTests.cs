using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class DollarPriceTests
{
    [Theory]
    [InlineData("$0.001", 6, "1000")]
    [InlineData("0.001", 6, "1000")]
    [InlineData("$1", 6, "1000000")]
    [InlineData("$0.0000019", 6, "1")]
    [InlineData("$0.001", 18, "1000000000000000")]
    [InlineData("12.5", 0, "12")]
    [InlineData("$007.10", 2, "710")]
    [InlineData("$999999999999999999", 36, "999999999999999999000000000000000000000000000000000000")]
    public void S2_Prices_become_atomic_units_rounded_down(string text, int decimals, string expected)
    {
        Assert.True(DollarPrice.TryParse(text, decimals, out var amount));
        Assert.Equal(expected, amount.ToString());
    }

    [Theory]
    [InlineData("$0")]
    [InlineData("$0.0000009")]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$$1")]
    [InlineData("1$")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    [InlineData("１")]
    [InlineData("1234567890123456789")]
    public void S2_What_is_no_price_or_comes_to_nothing_is_refused(string text) => Assert.False(DollarPrice.TryParse(text, 6, out _));

    [Theory]
    [InlineData("1000", 6, "0.001")]
    [InlineData("1", 6, "0.000001")]
    [InlineData("1500000", 6, "1.5")]
    [InlineData("2000000", 6, "2")]
    [InlineData("0", 6, "0")]
    [InlineData("12", 0, "12")]
    public void Amounts_are_written_as_plain_decimals(string amount, int decimals, string expected) =>
        Assert.Equal(expected, DollarPrice.Format(UInt256.Parse(amount), decimals));
}
