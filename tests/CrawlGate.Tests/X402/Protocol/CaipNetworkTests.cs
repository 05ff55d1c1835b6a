using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class CaipNetworkTests
{
    [Theory]
    [InlineData("eip155:8453", 8453UL)]
    [InlineData("eip155:18446744073709551615", ulong.MaxValue)]
    [InlineData("eip155:18446744073709551616", null)]
    [InlineData("eip155:08453", null)]
    [InlineData("eip155:0", null)]
    [InlineData("eip155:0x1", null)]
    [InlineData("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", null)]
    [InlineData("cloudflare:402", null, false)]
    public void S3_Networks_are_CAIP2(string text, ulong? chainId, bool parses = true)
    {
        Assert.Equal(parses, CaipNetwork.TryParse(text, out var network));
        Assert.Equal(parses ? text : ":", network.ToString());
        Assert.Equal(chainId, network.EvmChainId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("base")]
    [InlineData(":1")]
    [InlineData("ab:1")]
    [InlineData("eip155:")]
    [InlineData("EIP155:1")]
    [InlineData("eip155:1:2")]
    [InlineData("eip155: 1")]
    [InlineData("eip155:*")]
    [InlineData("ninechars:1")]
    [InlineData("eip155:123456789012345678901234567890123")]
    public void What_is_no_CAIP2_identifier_is_refused(string? text)
    {
        Assert.False(CaipNetwork.TryParse(text, out _));
        Assert.Throws<FormatException>(() => CaipNetwork.Parse(text ?? ""));
    }

    [Fact]
    public void Networks_have_their_short_names_both_ways()
    {
        Assert.Equal("base", CaipNetwork.ForEvm(8453).V1Name);
        Assert.Equal("base-sepolia", CaipNetwork.ForEvm(84532).V1Name);
        Assert.Null(CaipNetwork.ForEvm(424242).V1Name);
        Assert.True(V1Networks.TryGet("skale-base-sepolia", out var skale));
        Assert.Equal(CaipNetwork.ForEvm(324705682), skale);
        Assert.False(V1Networks.TryGet("Base", out _));
        Assert.True(V1Networks.IsReadByLegacyClients("base"));
        Assert.False(V1Networks.IsReadByLegacyClients("ethereum"));
    }
}
