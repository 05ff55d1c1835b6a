using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

public sealed class FacilitatorWalletTests(ChainFixture fixture) : FacilitatorTests(fixture)
{
    private static readonly byte[] Erc6492Suffix = Hex.Decode("0x" + string.Concat(Enumerable.Repeat("6492", 16)));

    [Fact]
    public async Task F8_A_contract_pays_with_a_signature_it_accepts()
    {
        var payment = await (await WalletPaymentAsync()).SignAsync(Stranger.PrivateKey);

        Assert.False(new ExactEvmScheme().Check(payment.ToPayload(), payment.Offer, TimeProvider.System.GetUtcNow()).SignatureProven);
        Assert.IsType<VerifyOutcome.Valid>(await VerifyAsync(payment));
        await SettledAsync(payment);
    }

    [Fact]
    public async Task F8_A_contract_that_does_not_accept_refuses()
    {
        var payment = await (await WalletPaymentAsync()).SignAsync(Payer.PrivateKey);

        await RefusedAsync(payment, ExactEvmErrors.Signature);
        Assert.Equal(ExactEvmErrors.Signature, Assert.IsType<SettleOutcome.Rejected>(await SettleAsync(payment)).Response.ErrorReason);
    }

    [Theory]
    [InlineData("0x5b600056")] // runs for ever
    [InlineData("0x60006000fd")] // reverts
    [InlineData("0x00")] // answers nothing
    [InlineData("0x60206000f3")] // answers zero
    [InlineData("0x7f1626ba7effffffffffffffffffffffffffffffffffffffffffffffffffffffff60005260206000f3")] // answers the magic with dirt behind
    public async Task F8_A_contract_that_misbehaves_refuses(string code)
    {
        var wallet = NewAddress();
        await Chain.SetCodeAsync(wallet, Hex.Decode(code));

        await RefusedAsync(await Draft(Offer(), wallet).SignAsync(Payer.PrivateKey), ExactEvmErrors.Signature);
    }

    [Fact]
    public async Task F8_A_key_does_not_sign_for_its_address_once_that_has_code()
    {
        using var key = PrivateKeySigner.FromHex("0x" + new string('7', 64));
        await Chain.MintAsync(Usdc, key.Address, 10_000);
        var payment = await Draft(Offer(), key.Address).SignAsync("0x" + new string('7', 64));
        Assert.IsType<VerifyOutcome.Valid>(await VerifyAsync(payment));

        await Chain.SetCodeAsync(key.Address, await Chain.GetCodeAsync(await WalletAsync(Stranger.Address)));

        await RefusedAsync(payment, ExactEvmErrors.Signature);
        Assert.IsType<VerifyOutcome.Valid>(await VerifyAsync(await payment.SignAsync(Stranger.PrivateKey)));
    }

    [Fact]
    public async Task F8_A_delegated_account_is_asked_as_a_contract_is()
    {
        using var key = PrivateKeySigner.FromHex("0x" + new string('8', 64));
        await Chain.MintAsync(Usdc, key.Address, 10_000);
        var payment = Draft(Offer(), key.Address);
        var wallet = await WalletAsync(Stranger.Address);

        await Chain.SetCodeAsync(key.Address, (byte[])[0xef, 0x01, 0x00, .. wallet.ToArray()]);

        await RefusedAsync(await payment.SignAsync("0x" + new string('8', 64)), ExactEvmErrors.Signature);
        Assert.IsType<VerifyOutcome.Valid>(await VerifyAsync(await payment.SignAsync(Stranger.PrivateKey)));
        await SettledAsync(await payment.SignAsync(Stranger.PrivateKey));
    }

    [Fact]
    public async Task F9_A_wallet_that_is_not_deployed_is_refused_at_verify_and_settle()
    {
        var wallet = NewAddress();
        await Chain.MintAsync(Usdc, wallet, 10_000);
        var signed = await Draft(Offer(), wallet).SignAsync(Stranger.PrivateKey);
        var payment = signed with { Signature = Wrap(signed.Signature) };

        await RefusedAsync(payment, ExactEvmErrors.FactoryNotAllowed);
        Assert.Equal(ExactEvmErrors.FactoryNotAllowed, Assert.IsType<SettleOutcome.Rejected>(await SettleAsync(payment)).Response.ErrorReason);
    }

    [Fact]
    public async Task F9_A_wrapped_signature_of_a_deployed_wallet_is_unwrapped()
    {
        var signed = await (await WalletPaymentAsync()).SignAsync(Stranger.PrivateKey);
        var payment = signed with { Signature = Wrap(signed.Signature) };

        Assert.IsType<VerifyOutcome.Valid>(await VerifyAsync(payment));
        await SettledAsync(payment);
    }

    [Fact]
    public async Task F10_A_signature_of_another_length_takes_the_overload_with_bytes()
    {
        // A wallet that answers the magic value to everything.
        var wallet = NewAddress();
        await Chain.SetCodeAsync(wallet, Hex.Decode("0x631626ba7e60e01b60005260206000f3"));
        await Chain.MintAsync(Usdc, wallet, 10_000);
        var payment = Draft(Offer(), wallet) with { Signature = [1, 2, 3] };

        Assert.IsType<VerifyOutcome.Valid>(await VerifyAsync(payment));
        Assert.Equal("0xcf092995", await SelectorAsync(await SettledAsync(payment)));
    }

    private static byte[] Wrap(byte[] signature) => [.. Abi.Encode(Stranger.Address, (byte[])[1, 2, 3], signature), .. Erc6492Suffix];

    private async Task<Address> WalletAsync(Address owner) => await Chain.DeployAsync(await ContractArtifact.LoadAsync("TestWallet"), Abi.Encode(owner));

    private async Task<ExactPayment> WalletPaymentAsync()
    {
        var wallet = await WalletAsync(Stranger.Address);
        await Chain.MintAsync(Usdc, wallet, 10_000);
        return Draft(Offer(), wallet);
    }
}
