using CrawlGate.Ethereum;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.Ethereum;

public class AbiReaderTests
{
    [Fact]
    public void What_was_written_is_read()
    {
        var address = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
        var data = AbiWriter.Arguments().Add(UInt256.MaxValue).AddString("USD Coin ☕").Add(address).Add(true).AddBytes([1, 2, 3]).ToArray();

        Assert.True(AbiReader.TryReadUInt256(data, 0, out var number));
        Assert.Equal(UInt256.MaxValue, number);
        Assert.True(AbiReader.TryReadString(data, 1, out var text));
        Assert.Equal("USD Coin ☕", text);
        Assert.True(AbiReader.TryReadAddress(data, 2, out var account));
        Assert.Equal(address, account);
        Assert.True(AbiReader.TryReadBoolean(data, 3, out var flag));
        Assert.True(flag);
        Assert.True(AbiReader.TryReadBytes(data, 4, out var bytes));
        Assert.Equal<byte>([1, 2, 3], bytes.ToArray());
        Assert.True(AbiReader.TryReadWord(data, 3, out var word));
        Assert.Equal(1, word.ToArray()[31]);
    }

    [Theory]
    [InlineData("0x", 0)]
    [InlineData("0x00", 0)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000", 1)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000", -1)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000", int.MaxValue)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000", int.MinValue)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000020", 0)] // the offset is the end
    [InlineData("0x000000000000000000000000000000000000000000000000000000007fffffff", 0)]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000ffffffff", 0)]
    [InlineData("0x000000000000000000000000000000000000000000000000ffffffffffffffff", 0)]
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000161", 1)]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000002ff", 0)]
    [InlineData("0x000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000ffffffe061", 0)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000ffffffffffffffe061", 0)]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000001ff", 0)] // not UTF-8
    public void Short_or_malformed_strings_are_refused(string data, int index)
    {
        Assert.False(AbiReader.TryReadString(Hex.Decode(data), index, out var text));
        Assert.Equal("", text);
    }

    [Fact]
    public void Dirty_addresses_and_booleans_are_refused()
    {
        var data = AbiWriter.Arguments().Add(UInt256.MaxValue).Add(2).ToArray();
        Assert.False(AbiReader.TryReadAddress(data, 0, out _));
        Assert.False(AbiReader.TryReadBoolean(data, 1, out _));
    }

    [Fact]
    public void Nothing_throws_on_garbage()
    {
        var nasty = Gen.Elements<ulong>(0, 1, 31, 32, 33, 64, 96, int.MaxValue, uint.MaxValue, uint.MaxValue - 31, long.MaxValue, ulong.MaxValue, ulong.MaxValue - 31);
        var words = nasty.Select(low => AbiWriter.Arguments().Add(low).ToArray());
        var tail = ArbMap.Default.GeneratorFor<byte[]>();
        var data = Gen.Zip(Gen.ListOf(words), tail).Select(parts => parts.Item1.SelectMany(word => word).Concat(parts.Item2).ToArray());
        var index = Gen.Elements(0, 1, 2, 3, 5, -1, int.MaxValue, int.MinValue, int.MaxValue / 32, (int.MaxValue / 32) + 1);

        Prop.ForAll(Gen.Zip(data, index).ToArbitrary(), input =>
        {
            var (bytes, at) = input;
            AbiReader.TryReadWord(bytes, at, out _);
            AbiReader.TryReadUInt256(bytes, at, out _);
            AbiReader.TryReadAddress(bytes, at, out _);
            AbiReader.TryReadBoolean(bytes, at, out _);
            var isBytes = AbiReader.TryReadBytes(bytes, at, out var slice);
            var isText = AbiReader.TryReadString(bytes, at, out var text);
            return (isBytes || (slice.IsEmpty && !isText)) && slice.Length <= bytes.Length && (isText || text.Length == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }
}
