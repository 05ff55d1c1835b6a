using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class Multicall3Tests
{
    [Fact]
    public void Calldata_is_the_abi_encoding_of_aggregate3()
    {
        var target = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
        Assert.Equal(
            "0x82ad56cb"
            + Word(0x20) + Word(1) + Word(0x20)
            + "000000000000000000000000036cbd53842c5426634e7929541ec2318f3dcf7e" + Word(1) + Word(0x60) + Word(3) + "010203".PadRight(64, '0'),
            Hex.Encode(Multicall3.Aggregate([(target, [1, 2, 3])])));
    }

    [Fact]
    public void Successes_are_read_from_its_answer()
    {
        var answer = Hex.Decode("0x" + Word(0x20) + Word(2) + Word(0x40) + Word(0xc0)
            + Word(1) + Word(0x40) + Word(1) + "07".PadRight(64, '0')
            + Word(0) + Word(0x40) + Word(0));
        var successes = new bool[2];

        Assert.True(Multicall3.TryReadSuccesses(answer, successes));
        Assert.Equal([true, false], successes);
        Assert.False(Multicall3.TryReadSuccesses(answer, new bool[3]));
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0x20")]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000000ff")]
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Any_other_answer_is_none(string answer) => Assert.False(Multicall3.TryReadSuccesses(Hex.Decode(answer), new bool[1]));

    [Theory]
    [InlineData(2)]
    [InlineData(0x7fffffff)]
    public void An_item_that_is_no_boolean_or_lies_outside_is_none(int word) =>
        Assert.False(Multicall3.TryReadSuccesses(Hex.Decode("0x" + Word(0x20) + Word(1) + Word(word == 2 ? 0x20 : word) + Word(word)), new bool[1]));

    private static string Word(int number) => number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}
