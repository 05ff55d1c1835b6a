using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.Tests.Personhood;

public sealed class WorldIdRpcSelectorsTests
{
    [Fact]
    public void P34_Calls_have_the_selectors_of_the_deployed_contracts()
    {
        var legacy = IdKit.V3();
        var v3 = WorldIdCalls.Of(IdKit.Statement(legacy, IdKit.Asked(legacy) with { AllowLegacy = true, AppId = IdKit.AppId }));

        Assert.Equal(("0xfd184bea", 4 + (13 * 32)), Shape(WorldIdCalls.Of(IdKit.Statement(IdKit.V4()))));
        Assert.Equal(("0x9adc603e", 4 + (14 * 32)), Shape(WorldIdCalls.Of(IdKit.Statement(IdKit.Session()))));
        Assert.Equal(("0x3bc778e3", 4 + (13 * 32)), Shape(v3));
        Assert.Equal("0x" + new string('0', 63) + "1", Hex.Encode(v3.AsSpan(4 + 32, 32)));
    }

    [Theory]
    [InlineData("ProofInvalid()", WorldIdCodes.InvalidProof)]
    [InlineData("PublicInputNotInField()", WorldIdCodes.InvalidPublicInput)]
    [InlineData("InvalidMerkleRoot()", WorldIdCodes.InvalidRoot)]
    [InlineData("ExpirationTooOld()", WorldIdCodes.Expired)]
    [InlineData("UnregisteredIssuerSchemaId()", WorldIdCodes.IssuerUnregistered)]
    [InlineData("InvalidAction()", WorldIdCodes.InvalidAction)]
    [InlineData("NonExistentRoot()", WorldIdCodes.InvalidRoot)]
    [InlineData("ExpiredRoot()", WorldIdCodes.InvalidRoot)]
    [InlineData("NoSuchGroup(uint256)", WorldIdCodes.InvalidGroup)]
    [InlineData("GroupIsDisabled()", WorldIdCodes.InvalidGroup)]
    [InlineData("SomethingNew()", WorldIdCodes.VerificationFailed)]
    public void P34_Every_error_of_the_contracts_has_its_meaning(string error, string code)
    {
        var revert = new EthereumRpcException(3, "execution reverted", Hex.Encode(AbiSelector.Of(error)));

        Assert.Equal(code, Assert.IsType<WorldIdVerdict.Refused>(WorldIdReverts.Read(revert)).Code);
    }

    [Fact]
    public void P34_An_error_without_data_is_the_nodes_trouble()
    {
        Assert.IsType<WorldIdVerdict.Unavailable>(WorldIdReverts.Read(new EthereumRpcException(-32000, "out of gas")));
        Assert.IsType<WorldIdVerdict.Unavailable>(WorldIdReverts.Read(new EthereumRpcException(3, "execution reverted", "0x")));
        Assert.IsType<WorldIdVerdict.Unavailable>(WorldIdReverts.Read(new EthereumRpcException(-32601, "method not found")));
    }

    private static (string, int) Shape(byte[] call) => (Hex.Encode(call.AsSpan(0, 4)), call.Length);
}
