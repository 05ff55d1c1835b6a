using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class Keccak256Tests
{
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void Texts_hash_to_the_known_answers(string text, string hash) =>
        Assert.Equal(Bytes32.Parse(hash), Keccak256.HashData(Encoding.ASCII.GetBytes(text)));

    // The bytes 0, 1, 2, … around one and two blocks of 136; the answers are @noble/hashes'.
    [Theory]
    [InlineData(1, "0xbc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a")]
    [InlineData(55, "0x797f92d5e159d80a886c0a7802a255b475a1e8e473e8cf4345144824a2aee79c")]
    [InlineData(100, "0x816afb32e7661842252bc955167ea1e36fde4ac8cfe932978b9dcdb04aee8ca4")]
    [InlineData(135, "0xcbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62")]
    [InlineData(136, "0x7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e")]
    [InlineData(137, "0xac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db")]
    [InlineData(271, "0x7c974895b2a88303ff2dc6b58f438ceb0b298cac91099ac0539cc0f477506191")]
    [InlineData(272, "0xfdf2ec49e749960d3c8521a0219af8d03e30e2b3bf19bd16150ee0eaf133d66e")]
    [InlineData(273, "0x4f707289a9c3ccd0c4a51f2f17339f5dd171d371c04ff7783b735b5b22682eaf")]
    [InlineData(1000, "0xaca79e4146e30eb1c733f6d6060d72471c36ea4e01ebf45d7f4916249c2bbd82")]
    public void P2_Lengths_around_the_rate_hash_to_the_known_answers(int length, string hash) =>
        Assert.Equal(Bytes32.Parse(hash), Keccak256.HashData([.. Enumerable.Range(0, length).Select(i => (byte)i)]));

    [Fact]
    public void Every_length_up_to_300_hashes_as_noble_hashes_it()
    {
        // Each step hashes the hash so far together with the next message's hash, so that one answer covers all of them.
        var chain = Keccak256.HashData([]);
        for (var length = 0; length <= 300; length++)
        {
            byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + length))];
            chain = Keccak256.HashData([.. chain.ToArray(), .. Keccak256.HashData(message).ToArray()]);
        }

        Assert.Equal(Bytes32.Parse("0x4a2d1364a39306dcadf324bd74fd9613a2d505827f00e01fa7b6cfbe22a0ee35"), chain);
    }

    [Fact]
    public void The_destination_may_overlap_the_data()
    {
        var buffer = new byte[200];
        var expected = Keccak256.HashData(buffer);
        Keccak256.HashData(buffer, buffer.AsSpan(10));
        Assert.Equal(expected, new Bytes32(buffer.AsSpan(10, 32)));
    }
}
