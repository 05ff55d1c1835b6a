using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class Eip712Tests
{
    [Theory]
    [InlineData("eip3009_base_sepolia_usdc")]
    [InlineData("eip3009_base_mainnet_usdc")]
    public void Usdc_domains_and_digests_are_those_of_the_token(string name)
    {
        var golden = GoldenJson.X402.GetProperty("typedData").GetProperty(name);
        var domain = golden.GetProperty("domain");
        var separator = Eip712.DomainSeparator(
            domain.Text("name"), domain.Text("version"), domain.GetProperty("chainId").GetUInt64(), Address.Parse(domain.Text("verifyingContract")));

        Assert.Equal(golden.Text("domainSeparator"), separator.ToString());
        Assert.Equal(golden.Text("digest"), Eip712.Digest(separator, Bytes32.Parse(golden.Text("structHash"))).ToString());
    }

    [Fact]
    public void Type_hash_of_transferWithAuthorization_is_the_constant_in_the_token() =>
        Assert.Equal(
            "0x7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267",
            Eip712.TypeHash("TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)").ToString());

    [Fact]
    public void Long_names_are_hashed_whole()
    {
        var name = new string('é', 5000);
        var golden = new TypedData(Json("""{"M":[]}"""), "M", Json($$"""{"name":"{{name}}","version":"1","chainId":1,"verifyingContract":"0x0000000000000000000000000000000000000001"}"""), Json("{}"));

        Assert.Equal(golden.DomainSeparator, Eip712.DomainSeparator(name, "1", 1, Address.Parse("0x0000000000000000000000000000000000000001")));
        Assert.Equal(Keccak256.HashData(System.Text.Encoding.UTF8.GetBytes(name)), Eip712.TypeHash(name));
    }

    [Fact]
    public void Hashing_allocates_nothing()
    {
        var contract = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
        Assert.False(Round().IsZero);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Round();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        Bytes32 Round() => Eip712.Digest(Eip712.DomainSeparator("USD Coin", "2", 8453, contract), Eip712.TypeHash("Voucher(bytes32 channelId,uint128 maxClaimableAmount)"));
    }

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonDocument.Parse(text).RootElement;
}
