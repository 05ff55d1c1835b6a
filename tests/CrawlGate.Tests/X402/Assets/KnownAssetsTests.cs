using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class KnownAssetsTests
{
    // The separators stand in the golden vectors: the name on Base Sepolia differs from that on Base.
    [Theory]
    [InlineData(8453UL, "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f")]
    [InlineData(84532UL, "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818")]
    public void S3_Known_dollars_have_the_domains_of_the_chain(ulong chainId, string separator)
    {
        var asset = KnownAssets.ForNetwork(CaipNetwork.ForEvm(chainId))!;

        Assert.Equal(separator, Eip712.DomainSeparator(asset.Name, asset.Version, chainId, asset.Address).ToString());
        Assert.Same(asset, KnownAssets.Find(asset.Network, asset.Address));
    }

    [Fact]
    public void Unknown_networks_and_addresses_have_none()
    {
        Assert.Null(KnownAssets.ForNetwork(CaipNetwork.ForEvm(424242)));
        Assert.Null(KnownAssets.Find(CaipNetwork.ForEvm(8453), KnownAssets.ForNetwork(CaipNetwork.ForEvm(84532))!.Address));
    }
}
