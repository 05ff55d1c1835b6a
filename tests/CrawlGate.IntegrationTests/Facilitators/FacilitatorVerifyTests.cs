using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

public sealed class FacilitatorVerifyTests(ChainFixture fixture) : FacilitatorTests(fixture)
{
    [Fact]
    public async Task F1_Supported_lists_both_versions_and_the_signer()
    {
        var supported = (await Facilitator.GetSupportedAsync())!;

        Assert.Equal([new SupportedKind(2, "exact", "eip155:84532"), new SupportedKind(1, "exact", "base-sepolia")], supported.Kinds);
        Assert.Equal([DevAccount.All[9].Address.ToString()], supported.Signers!["eip155:*"]);
        Assert.NotNull(supported.Extensions);
    }

    [Fact]
    public async Task F2_A_payment_that_viem_signed_is_valid_in_both_versions()
    {
        await Chain.MintAsync(Usdc, Payer.Address, 10_000);
        var draft = Draft(Offer());
        Assert.True(draft.Authorization.ValidBefore.TryGetUInt64(out var validBefore));
        var authorization = new Authorization(Payer.Address, Payee, 1000) { ValidBefore = (long)validBefore, Nonce = draft.Authorization.Nonce };
        var payment = draft with { Signature = await authorization.SignAsync(Signer, Payer.PrivateKey, Chain.ChainId, Usdc) };

        foreach (var version in (int[])[2, 1])
        {
            var valid = Assert.IsType<VerifyOutcome.Valid>(await Facilitator.VerifyAsync(payment.ToPayload(version), payment.Offer));
            Assert.Equal(Payer.Address.ToString(), valid.Response.Payer);
        }
    }

    [Fact]
    public async Task F3_Each_fault_has_its_code_and_the_earlier_one_wins()
    {
        // From the last check to the first: each step adds a fault that is found before all others.
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var nobody = Offer(NewAddress());
        var payment = await PaymentAsync(nobody);
        await RefusedAsync(payment, ExactEvmErrors.AssetNotDeployed);

        payment = await PaymentAsync(nobody, authorization => authorization with { Value = 999 });
        await RefusedAsync(payment, ExactEvmErrors.ValueMismatch);

        payment = await PaymentAsync(nobody, authorization => authorization with { Value = 999, ValidAfter = now + 100 });
        await RefusedAsync(payment, ExactEvmErrors.ValidAfter);

        payment = await PaymentAsync(nobody, authorization => authorization with { Value = 999, ValidAfter = now + 100, ValidBefore = now });
        await RefusedAsync(payment, ExactEvmErrors.ValidBefore);

        payment = await PaymentAsync(nobody, authorization => authorization with { Value = 999, ValidAfter = now + 100, ValidBefore = now, To = Stranger.Address });
        await RefusedAsync(payment, ExactEvmErrors.RecipientMismatch);

        payment = payment with { Authorization = payment.Authorization with { Nonce = default } };
        await RefusedAsync(payment, ExactEvmErrors.Signature);

        payment = payment with { Network = "eip155:8453" };
        await RefusedAsync(payment, ExactEvmErrors.NetworkMismatch);

        var requirements = payment.Offer with { Extra = null };
        await RefusedAsync(payment, ExactEvmErrors.MissingDomain, requirements);

        payment = payment with { Scheme = "upto" };
        await RefusedAsync(payment, ExactEvmErrors.Scheme, requirements);
    }

    [Fact]
    public async Task F3_Any_changed_signed_field_is_an_invalid_signature()
    {
        var payment = await PaymentAsync();
        Func<Eip3009Authorization, Eip3009Authorization>[] changes =
        [
            authorization => authorization with { From = Stranger.Address },
            authorization => authorization with { To = Stranger.Address },
            authorization => authorization with { Value = 999 },
            authorization => authorization with { ValidAfter = 1 },
            authorization => authorization with { ValidBefore = 1 },
            authorization => authorization with { Nonce = default },
        ];

        foreach (var change in changes)
            await RefusedAsync(payment with { Authorization = change(payment.Authorization) }, ExactEvmErrors.Signature);
    }

    [Fact]
    public async Task F4_Five_seconds_are_too_short_and_more_than_six_are_enough()
    {
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        await RefusedAsync(await PaymentAsync(change: authorization => authorization with { ValidBefore = now + 5 }), ExactEvmErrors.ValidBefore);
        Assert.IsType<VerifyOutcome.Valid>(await VerifyAsync(await PaymentAsync(change: authorization => authorization with { ValidBefore = now + 12 })));
    }

    [Fact]
    public async Task F5_Signatures_that_tokens_refuse_are_refused_for_accounts_without_code()
    {
        var payment = await PaymentAsync();
        var (r, s, v) = (payment.Signature[..32], payment.Signature[32..64], payment.Signature[64]);
        var order = UInt256.Parse("115792089237316195423570985008687907852837564279074904382605163141518161494337").ToBigInteger();
        var twin = new byte[32];
        UInt256.FromBigInteger(order - new UInt256(s).ToBigInteger()).WriteTo(twin);
        byte[][] signatures =
        [
            [.. r, .. twin, (byte)(v == 27 ? 28 : 27)],
            [.. r, .. s, (byte)(v - 27)],
            payment.Signature[..64],
            new byte[65],
            [],
        ];

        foreach (var signature in signatures)
            await RefusedAsync(payment with { Signature = signature }, ExactEvmErrors.Signature);
    }

    [Fact]
    public async Task F7_A_used_nonce_has_its_own_code()
    {
        var payment = await PaymentAsync();
        await SettledAsync(payment);

        await RefusedAsync(payment, ExactEvmErrors.NonceAlreadyUsed);
    }

    [Fact]
    public async Task F7_An_empty_account_has_its_own_code()
    {
        var token = await Chain.DeployTokenAsync();

        await RefusedAsync(await Draft(Offer(token)).SignAsync(Payer.PrivateKey), ExactEvmErrors.InsufficientBalance);
    }

    [Fact]
    public async Task F7_An_asset_without_code_or_without_EIP_3009_has_its_own_code()
    {
        await RefusedAsync(await PaymentAsync(Offer(Stranger.Address)), ExactEvmErrors.AssetNotDeployed);
        await RefusedAsync(await PaymentAsync(Offer(await Chain.DeployTokenAsync("PlainToken"))), ExactEvmErrors.Eip3009NotSupported);
    }

    [Fact]
    public async Task F7_A_domain_that_is_not_the_tokens_has_its_own_code()
    {
        await RefusedAsync(await PaymentAsync(Offer(name: "USD Coin")), ExactEvmErrors.TokenNameMismatch);
        await RefusedAsync(await PaymentAsync(Offer(version: "1")), ExactEvmErrors.TokenVersionMismatch);
    }

    [Fact]
    public async Task F17_What_is_not_served_has_a_clear_code()
    {
        var payment = await PaymentAsync();

        await RefusedAsync(payment, X402Errors.UnsupportedScheme, payment.Offer with { Scheme = "foo" });
        await RefusedAsync(payment, X402Errors.InvalidNetwork, payment.Offer with { Network = "eip155:8453" });
        await RefusedAsync(payment, X402Errors.InvalidRequirements, payment.Offer with { PayTo = "bob" });
    }

    [Fact]
    public async Task F22_Messages_hold_the_tokens_words_and_nothing_of_the_node()
    {
        var token = await Chain.DeployTokenAsync();

        var response = await RefusedAsync(await Draft(Offer(token)).SignAsync(Payer.PrivateKey), ExactEvmErrors.InsufficientBalance);

        Assert.Equal("TestDollar: balance too low", response.InvalidMessage?.Replace("PlainToken", "TestDollar", StringComparison.Ordinal));
        Assert.InRange(response.InvalidMessage!.Length, 1, 256);
    }

    [Fact]
    public async Task F22_A_tokens_endless_words_are_cut()
    {
        // revert(Error(string)) with 1024 characters: selector, offset, length, then zero bytes.
        var token = NewAddress();
        await Chain.SetCodeAsync(token, Hex.Decode("0x6308c379a060e01b60005260206004526104006024526104446000fd"));

        var response = await RefusedAsync(await Draft(Offer(token)).SignAsync(Payer.PrivateKey), ExactEvmErrors.Eip3009NotSupported);

        Assert.Equal(256, response.InvalidMessage!.Length);
    }
}
