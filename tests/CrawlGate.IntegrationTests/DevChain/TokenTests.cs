using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>What the tests of the tokens share: a payer with money, authorisations that viem signed, and how reverts read.</summary>
[Collection(ChainCollection.Name)]
public abstract class TokenTests(ChainFixture fixture)
{
    protected static readonly DevAccount Payer = DevAccount.All[1];
    protected static readonly Address Payee = DevAccount.All[2].Address;

    // AuthorizationUsed(address,bytes32) and Transfer(address,address,uint256).
    protected static readonly Bytes32 AuthorizationUsed = Bytes32.Parse("0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5");
    protected static readonly Bytes32 Transfer = Bytes32.Parse("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

    protected Anvil Chain => fixture.Chain;

    protected Address Usdc => fixture.Usdc;

    protected TypedDataSigner Signer => fixture.Signer;

    protected static Task<ContractArtifact> DollarAsync() => ContractArtifact.LoadAsync("TestDollar");

    protected static async Task<byte[]> EncodeAsync(Authorization authorization, byte[] signature, bool asBytes = false) =>
        asBytes ? authorization.EncodeBytes(await DollarAsync(), signature) : authorization.EncodeSplit(await DollarAsync(), signature);

    protected async Task<(Authorization Authorization, byte[] Signature)> SignedAsync(
        Address token, UInt256 value, Func<Authorization, Authorization>? change = null)
    {
        await Chain.MintAsync(token, Payer.Address, 10_000);
        var authorization = new Authorization(Payer.Address, Payee, value);
        authorization = change?.Invoke(authorization) ?? authorization;
        return (authorization, await authorization.SignAsync(Signer, Payer.PrivateKey, Chain.ChainId, token));
    }

    protected async Task RevertsAsync(string reason, Address token, byte[] data)
    {
        var revert = await Assert.ThrowsAsync<EthereumRpcException>(() => Chain.CallAsync(token, data));
        Assert.Equal(3, revert.Code);
        Assert.Contains(reason, revert.Message, StringComparison.Ordinal);
    }
}
