using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class AddressTests
{
    // The examples of EIP-55.
    public static TheoryData<string> Checksummed =>
    [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ];

    [Theory]
    [MemberData(nameof(Checksummed))]
    public void Checksummed_addresses_are_read_and_written_unchanged(string text)
    {
        Assert.True(Address.TryParse(text, out var address));
        Assert.Equal(text, address.ToString());
        Assert.Equal(address, Address.Parse(text.ToLowerInvariant()));
        Assert.Equal(address, Address.Parse("0x" + text[2..].ToUpperInvariant()));
        Assert.Equal(address, new Address(address.ToArray()));
    }

    [Theory]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")] // one letter's case changed
    [InlineData("0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee")] // a digit changed
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")]
    [InlineData(" 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    [InlineData("0x")]
    [InlineData("")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(Address.TryParse(text, out var address));
        Assert.True(address.IsZero);
        Assert.Throws<FormatException>(() => Address.Parse(text));
    }

    [Fact]
    public void The_generator_is_the_key_of_the_private_key_one()
    {
        byte[] key =
        [
            .. Numbers.GeneratorX.ToArray(),
            .. Hex.Decode("0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
        ];
        Assert.Equal(Address.Parse("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"), Address.FromPublicKey(key));
        Assert.Throws<ArgumentException>(() => Address.FromPublicKey(new byte[65]));
    }

    [Fact]
    public void Equality_is_that_of_all_bytes()
    {
        var bytes = new byte[20];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = 1;
            Assert.NotEqual(default, new Address(bytes));
            Assert.False(new Address(bytes).IsZero);
            bytes[i] = 0;
        }

        Assert.True(new Address(bytes).IsZero);
        Assert.Throws<ArgumentException>(() => new Address(new byte[19]));
    }

    [Fact]
    public void A_checksum_is_checked_each_time_also_when_the_address_was_read_before()
    {
        // More addresses than are remembered, each read three times: rightly, with the case of one letter changed, and rightly again.
        for (var i = 1; i <= 3000; i++)
        {
            var right = new Address(Keccak256.HashData(BitConverter.GetBytes(i)).ToArray().AsSpan(0, Address.Length)).ToString();
            var letter = right.AsSpan(2).IndexOfAnyInRange('A', 'F') + 2;
            var wrong = right[..letter] + char.ToLowerInvariant(right[letter]) + right[(letter + 1)..];
            Assert.True(Address.TryParse(right, out _));
            Assert.Equal(wrong == wrong.ToLowerInvariant().Replace("0X", "0x"), Address.TryParse(wrong, out _));
            Assert.True(Address.TryParse(right, out _));
        }
    }
}
