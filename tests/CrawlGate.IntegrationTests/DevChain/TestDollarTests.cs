using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

[Collection(ChainCollection.Name)]
public sealed class TestDollarTests(ChainFixture fixture)
{
    private static readonly DevAccount Payer = DevAccount.All[1];
    private static readonly Address Payee = DevAccount.All[2].Address;

    // AuthorizationUsed(address,bytes32) and Transfer(address,address,uint256).
    private static readonly Bytes32 AuthorizationUsed = Bytes32.Parse("0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5");
    private static readonly Bytes32 Transfer = Bytes32.Parse("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

    private Anvil Chain => fixture.Chain;

    [Fact]
    public async Task Code_set_at_another_address_has_the_domain_of_base_sepolia_usdc()
    {
        var dollar = await DollarAsync();

        Assert.Equal(
            "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
            Hex.Encode(await Chain.CallAsync(fixture.Usdc, dollar.Encode("DOMAIN_SEPARATOR()"))));
        Assert.Equal(Abi.Encode("USDC"), await Chain.CallAsync(fixture.Usdc, dollar.Encode("name()")));
        Assert.Equal(Abi.Encode("2"), await Chain.CallAsync(fixture.Usdc, dollar.Encode("version()")));
        Assert.Equal("e3ee160e", dollar.Selectors["transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)"]);
        Assert.Equal("cf092995", dollar.Selectors["transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"]);
    }

    [Fact]
    public async Task The_golden_signature_moves_money()
    {
        var golden = new Authorization(DevAccount.All[0].Address, DevAccount.All[2].Address, 1000)
        {
            ValidBefore = 2_000_000_000,
            Nonce = Bytes32.Parse("0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        };
        var signature = Hex.Decode(
            "0xd9aa661a14a795232597e7ca090b322fed3483c7a880d4077da351b0099f01ff085c47e3a4c22aff97377d7dadfd27e4a41073ddc7df2545b98cb09d7fe374611b");
        await Chain.MintAsync(fixture.Usdc, golden.From, golden.Value);

        Assert.Empty(await Chain.CallAsync(fixture.Usdc, golden.EncodeSplit(await DollarAsync(), signature)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signed_authorisation_moves_money_once(bool asBytes)
    {
        var (authorization, signature) = await SignedAsync(fixture.Usdc, 1000);
        var data = await EncodeAsync(authorization, signature, asBytes);
        var before = await Chain.BalanceOfAsync(fixture.Usdc, Payee);

        var receipt = await Chain.SendAsync(null, fixture.Usdc, data);

        Assert.True(receipt.Succeeded);
        Assert.Equal([AuthorizationUsed, Transfer], receipt.Logs.Select(log => log.Topics[0]));
        Assert.True(await Chain.BalanceOfAsync(fixture.Usdc, Payee) == UInt256.FromBigInteger(before.ToBigInteger() + 1000));
        Assert.True(await Chain.AuthorizationStateAsync(fixture.Usdc, authorization.From, authorization.Nonce));
        await RevertsAsync("authorization used or canceled", fixture.Usdc, data);
    }

    [Fact]
    public async Task A_transaction_that_reverts_is_mined_when_it_has_a_gas_limit()
    {
        var (authorization, signature) = await SignedAsync(fixture.Usdc, 1000);
        signature[0] ^= 1;

        var receipt = await Chain.SendAsync(null, fixture.Usdc, await EncodeAsync(authorization, signature), gas: 200_000);

        Assert.False(receipt.Succeeded);
        Assert.Empty(receipt.Logs);
    }

    [Fact]
    public async Task A_cancelled_authorisation_is_used_up()
    {
        var (authorization, signature) = await SignedAsync(fixture.Usdc, 1000);
        var cancellation = await authorization.SignCancellationAsync(fixture.Signer, Payer.PrivateKey, Chain.ChainId, fixture.Usdc);

        await Chain.SendAsync(
            null,
            fixture.Usdc,
            (await DollarAsync()).Encode("cancelAuthorization(address,bytes32,bytes)", authorization.From, authorization.Nonce, cancellation));

        Assert.True(await Chain.AuthorizationStateAsync(fixture.Usdc, authorization.From, authorization.Nonce));
        await RevertsAsync("authorization used or canceled", fixture.Usdc, await EncodeAsync(authorization, signature));
    }

    [Fact]
    public async Task Another_value_another_key_and_a_malleated_signature_are_refused()
    {
        var (authorization, signature) = await SignedAsync(fixture.Usdc, 1000);
        var strangers = await authorization.SignAsync(fixture.Signer, DevAccount.All[3].PrivateKey, Chain.ChainId, fixture.Usdc);

        Assert.Empty(await Chain.CallAsync(fixture.Usdc, await EncodeAsync(authorization, signature)));
        await RevertsAsync("wrong signature", fixture.Usdc, await EncodeAsync(authorization with { Value = 1001 }, signature));
        await RevertsAsync("wrong signature", fixture.Usdc, await EncodeAsync(authorization, strangers));
        await RevertsAsync("wrong signature", fixture.Usdc, await EncodeAsync(authorization, HighTwin(signature)));
        await RevertsAsync("wrong signature", fixture.Usdc, await EncodeAsync(authorization, [.. signature[..64], (byte)(signature[64] - 27)]));
        await RevertsAsync("wrong signature", fixture.Usdc, await EncodeAsync(authorization, signature[..64], asBytes: true));
        await RevertsAsync("wrong signature", fixture.Usdc, await EncodeAsync(authorization, new byte[65]));
    }

    [Fact]
    public async Task Time_limits_are_strict_and_an_empty_account_cannot_pay()
    {
        var now = await Chain.GetTimestampAsync();
        var (early, earlySignature) = await SignedAsync(fixture.Usdc, 1000, authorization => authorization with { ValidAfter = now + 3600 });
        var (late, lateSignature) = await SignedAsync(fixture.Usdc, 1000, authorization => authorization with { ValidBefore = now });
        var (dear, dearSignature) = await SignedAsync(fixture.Usdc, UInt256.MaxValue);

        await RevertsAsync("authorization not yet valid", fixture.Usdc, await EncodeAsync(early, earlySignature));
        await RevertsAsync("authorization expired", fixture.Usdc, await EncodeAsync(late, lateSignature));
        await RevertsAsync("balance too low", fixture.Usdc, await EncodeAsync(dear, dearSignature));
    }

    [Fact]
    public async Task The_skimming_dollar_moves_and_reports_one_unit_less()
    {
        var token = await Chain.DeployTokenAsync("SkimmingDollar");
        var (authorization, signature) = await SignedAsync(token, 1000);

        var receipt = await Chain.SendAsync(null, token, await EncodeAsync(authorization, signature));

        Assert.True(receipt.Succeeded);
        Assert.Equal(Abi.Encode((UInt256)999), receipt.Logs.Single(log => log.Topics[0] == Transfer).Data.ToArray());
        Assert.True(await Chain.BalanceOfAsync(token, Payee) == 999);
    }

    [Fact]
    public async Task The_silent_dollar_moves_money_without_a_transfer_event()
    {
        var token = await Chain.DeployTokenAsync("SilentDollar");
        var (authorization, signature) = await SignedAsync(token, 1000);

        var receipt = await Chain.SendAsync(null, token, await EncodeAsync(authorization, signature));

        Assert.True(receipt.Succeeded);
        Assert.Equal([AuthorizationUsed], receipt.Logs.Select(log => log.Topics[0]));
        Assert.True(await Chain.BalanceOfAsync(token, Payee) == 1000);
    }

    [Fact]
    public async Task The_plain_token_knows_no_authorisations()
    {
        var token = await Chain.DeployTokenAsync("PlainToken");
        var (authorization, signature) = await SignedAsync(token, 1000);

        await RevertsAsync("", token, await EncodeAsync(authorization, signature));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_contract_wallet_pays_with_its_owners_signature_and_nobody_elses(bool asBytes)
    {
        var wallet = await Chain.DeployAsync(await ContractArtifact.LoadAsync("TestWallet"), Abi.Encode(Payer.Address));
        await Chain.MintAsync(fixture.Usdc, wallet, 1000);
        var authorization = new Authorization(wallet, Payee, 1000);
        var owners = await authorization.SignAsync(fixture.Signer, Payer.PrivateKey, Chain.ChainId, fixture.Usdc);
        var strangers = await authorization.SignAsync(fixture.Signer, DevAccount.All[3].PrivateKey, Chain.ChainId, fixture.Usdc);

        await RevertsAsync("wrong signature", fixture.Usdc, await EncodeAsync(authorization, strangers, asBytes));
        var receipt = await Chain.SendAsync(null, fixture.Usdc, await EncodeAsync(authorization, owners, asBytes));

        Assert.True(receipt.Succeeded);
        Assert.True((await Chain.BalanceOfAsync(fixture.Usdc, wallet)).IsZero);
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

    private static Task<ContractArtifact> DollarAsync() => ContractArtifact.LoadAsync("TestDollar");

    private static async Task<byte[]> EncodeAsync(Authorization authorization, byte[] signature, bool asBytes = false) =>
        asBytes ? authorization.EncodeBytes(await DollarAsync(), signature) : authorization.EncodeSplit(await DollarAsync(), signature);

    // The order of secp256k1 minus s, with the other v: a signature of the same message that the token must not take.
    private static byte[] HighTwin(byte[] signature)
    {
        var order = UInt256.Parse("115792089237316195423570985008687907852837564279074904382605163141518161494337").ToBigInteger();
        var s = new UInt256(signature.AsSpan(32, 32)).ToBigInteger();
        var twin = signature.ToArray();
        UInt256.FromBigInteger(order - s).WriteTo(twin.AsSpan(32, 32));
        twin[64] = (byte)(27 + 28 - signature[64]);
        return twin;
    }

    private async Task<(Authorization Authorization, byte[] Signature)> SignedAsync(
        Address token, UInt256 value, Func<Authorization, Authorization>? change = null)
    {
        await Chain.MintAsync(token, Payer.Address, 10_000);
        var authorization = new Authorization(Payer.Address, Payee, value);
        authorization = change?.Invoke(authorization) ?? authorization;
        return (authorization, await authorization.SignAsync(fixture.Signer, Payer.PrivateKey, Chain.ChainId, token));
    }

    private async Task RevertsAsync(string reason, Address token, byte[] data)
    {
        var revert = await Assert.ThrowsAsync<EthereumRpcException>(() => Chain.CallAsync(token, data));
        Assert.Equal(3, revert.Code);
        Assert.Contains(reason, revert.Message, StringComparison.Ordinal);
    }
}
