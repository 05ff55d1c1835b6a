using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

public sealed class TestWalletTests(ChainFixture fixture) : TokenTests(fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_contract_wallet_pays_with_its_owners_signature_and_nobody_elses(bool asBytes)
    {
        var wallet = await Chain.DeployAsync(await ContractArtifact.LoadAsync("TestWallet"), Abi.Encode(Payer.Address));
        await Chain.MintAsync(Usdc, wallet, 1000);
        var authorization = new Authorization(wallet, Payee, 1000);
        var owners = await authorization.SignAsync(Signer, Payer.PrivateKey, Chain.ChainId, Usdc);
        var strangers = await authorization.SignAsync(Signer, DevAccount.All[3].PrivateKey, Chain.ChainId, Usdc);

        await RevertsAsync("wrong signature", Usdc, await EncodeAsync(authorization, strangers, asBytes));
        var receipt = await Chain.SendAsync(null, Usdc, await EncodeAsync(authorization, owners, asBytes));

        Assert.True(receipt.Succeeded);
        Assert.True((await Chain.BalanceOfAsync(Usdc, wallet)).IsZero);
    }

    [Fact]
    public async Task A_contract_wallet_answers_ffffffff_for_a_signature_of_any_wrong_kind()
    {
        var artifact = await ContractArtifact.LoadAsync("TestWallet");
        var wallet = await Chain.DeployAsync(artifact, Abi.Encode(Payer.Address));

        foreach (var signature in (byte[][])[[], new byte[64], new byte[65], new byte[100]])
        {
            var answer = await Chain.CallAsync(wallet, artifact.Encode("isValidSignature(bytes32,bytes)", default(Bytes32), signature));
            Assert.Equal("0xffffffff" + new string('0', 56), Hex.Encode(answer));
        }
    }
}
