using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

public sealed class TestDollarTests(ChainFixture fixture) : TokenTests(fixture)
{
    [Fact]
    public async Task Code_set_at_another_address_has_the_domain_of_base_sepolia_usdc()
    {
        var dollar = await DollarAsync();

        Assert.Equal(
            "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
            Hex.Encode(await Chain.CallAsync(Usdc, dollar.Encode("DOMAIN_SEPARATOR()"))));
        Assert.Equal(Abi.Encode("USDC"), await Chain.CallAsync(Usdc, dollar.Encode("name()")));
        Assert.Equal(Abi.Encode("2"), await Chain.CallAsync(Usdc, dollar.Encode("version()")));
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
        await Chain.MintAsync(Usdc, golden.From, golden.Value);

        Assert.Empty(await Chain.CallAsync(Usdc, golden.EncodeSplit(await DollarAsync(), signature)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signed_authorisation_moves_money_once(bool asBytes)
    {
        var (authorization, signature) = await SignedAsync(Usdc, 1000);
        var data = await EncodeAsync(authorization, signature, asBytes);
        var before = await Chain.BalanceOfAsync(Usdc, Payee);

        var receipt = await Chain.SendAsync(null, Usdc, data);

        Assert.True(receipt.Succeeded);
        Assert.Equal([AuthorizationUsed, Transfer], receipt.Logs.Select(log => log.Topics[0]));
        Assert.True(await Chain.BalanceOfAsync(Usdc, Payee) == UInt256.FromBigInteger(before.ToBigInteger() + 1000));
        Assert.True(await Chain.AuthorizationStateAsync(Usdc, authorization.From, authorization.Nonce));
        await RevertsAsync("authorization used or canceled", Usdc, data);
    }

    [Fact]
    public async Task A_transaction_that_reverts_is_mined_when_it_has_a_gas_limit()
    {
        var (authorization, signature) = await SignedAsync(Usdc, 1000);
        signature[0] ^= 1;

        var receipt = await Chain.SendAsync(null, Usdc, await EncodeAsync(authorization, signature), gas: 200_000);

        Assert.False(receipt.Succeeded);
        Assert.Empty(receipt.Logs);
    }

    [Fact]
    public async Task A_cancelled_authorisation_is_used_up()
    {
        var (authorization, signature) = await SignedAsync(Usdc, 1000);
        var cancellation = await authorization.SignCancellationAsync(Signer, Payer.PrivateKey, Chain.ChainId, Usdc);

        await Chain.SendAsync(
            null,
            Usdc,
            (await DollarAsync()).Encode("cancelAuthorization(address,bytes32,bytes)", authorization.From, authorization.Nonce, cancellation));

        Assert.True(await Chain.AuthorizationStateAsync(Usdc, authorization.From, authorization.Nonce));
        await RevertsAsync("authorization used or canceled", Usdc, await EncodeAsync(authorization, signature));
    }

    [Fact]
    public async Task Another_value_another_key_and_a_malleated_signature_are_refused()
    {
        var (authorization, signature) = await SignedAsync(Usdc, 1000);
        var strangers = await authorization.SignAsync(Signer, DevAccount.All[3].PrivateKey, Chain.ChainId, Usdc);

        Assert.Empty(await Chain.CallAsync(Usdc, await EncodeAsync(authorization, signature)));
        await RevertsAsync("wrong signature", Usdc, await EncodeAsync(authorization with { Value = 1001 }, signature));
        await RevertsAsync("wrong signature", Usdc, await EncodeAsync(authorization, strangers));
        await RevertsAsync("wrong signature", Usdc, await EncodeAsync(authorization, HighTwin(signature)));
        await RevertsAsync("wrong signature", Usdc, await EncodeAsync(authorization, [.. signature[..64], (byte)(signature[64] - 27)]));
        await RevertsAsync("wrong signature", Usdc, await EncodeAsync(authorization, signature[..64], asBytes: true));
        await RevertsAsync("wrong signature", Usdc, await EncodeAsync(authorization, new byte[65]));
    }

    [Fact]
    public async Task Time_limits_are_strict_and_an_empty_account_cannot_pay()
    {
        var now = await Chain.GetTimestampAsync();
        var (early, earlySignature) = await SignedAsync(Usdc, 1000, authorization => authorization with { ValidAfter = now + 3600 });
        var (late, lateSignature) = await SignedAsync(Usdc, 1000, authorization => authorization with { ValidBefore = now });
        var (dear, dearSignature) = await SignedAsync(Usdc, UInt256.MaxValue);

        await RevertsAsync("authorization not yet valid", Usdc, await EncodeAsync(early, earlySignature));
        await RevertsAsync("authorization expired", Usdc, await EncodeAsync(late, lateSignature));
        await RevertsAsync("balance too low", Usdc, await EncodeAsync(dear, dearSignature));
    }

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
}
