using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class Eip3009TokenTests
{
    private static readonly Address Asset = Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static readonly Address Other = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static Eip3009Authorization Authorization => Golden.Authorization;

    private static ExactEvmPayload Golden
    {
        get
        {
            Assert.True(ExactEvmPayload.TryRead(X402Vectors.Payment().Payload, out var payload));
            return payload;
        }
    }

    [Fact]
    public void F10_65_bytes_take_the_overload_with_v_r_s() =>
        Assert.Equal(X402Vectors.Calldata("transferWithAuthorization_vrs"), Hex.Encode(Eip3009Token.TransferWithAuthorization(Authorization, Golden.Signature.Span)));

    [Fact]
    public void F10_Other_lengths_take_the_overload_with_bytes()
    {
        // The golden calldata carries 65 bytes, so all but the length and the last byte of the signature must agree.
        var expected = Hex.Decode(X402Vectors.Calldata("transferWithAuthorization_bytes"));
        var end = 4 + (7 * 32) + 32 + 64;

        var actual = Eip3009Token.TransferWithAuthorization(Authorization, Golden.Signature.Span[..64]);

        expected[end - 64 - 1] = 64;
        Assert.Equal(Hex.Encode(expected.AsSpan(0, end)), Hex.Encode(actual));
    }

    [Fact]
    public void F10_Only_the_exact_transfer_of_the_asset_proves_payment()
    {
        Assert.True(Eip3009Token.ProvesTransfer([Used(Authorization.Nonce), Transfer(Authorization)], Asset, Authorization));

        Assert.False(Eip3009Token.ProvesTransfer([], Asset, Authorization));
        Assert.False(Eip3009Token.ProvesTransfer([Transfer(Authorization) with { Address = Other }], Asset, Authorization));
        Assert.False(Eip3009Token.ProvesTransfer([Transfer(Authorization with { Value = 999 })], Asset, Authorization));
        Assert.False(Eip3009Token.ProvesTransfer([Transfer(Authorization with { To = Other })], Asset, Authorization));
        Assert.False(Eip3009Token.ProvesTransfer([Transfer(Authorization with { From = Other })], Asset, Authorization));
        Assert.False(Eip3009Token.ProvesTransfer([Transfer(Authorization) with { Data = new byte[64] }], Asset, Authorization));
        Assert.False(Eip3009Token.ProvesTransfer([Transfer(Authorization) with { Topics = [Eip3009Token.TransferEvent] }], Asset, Authorization));
    }

    [Fact]
    public void F10_One_transfer_does_not_prove_two_authorizations()
    {
        // A stranger's contract uses two authorizations of one payer in one transaction; the second pays somebody else.
        var second = new Bytes32(Enumerable.Repeat((byte)7, 32).ToArray());
        EventLog[] logs = [Used(Authorization.Nonce), Transfer(Authorization), Used(second), Transfer(Authorization with { To = Other })];

        Assert.True(Eip3009Token.ProvesUse(logs, Asset, Authorization));
        Assert.False(Eip3009Token.ProvesUse(logs, Asset, Authorization with { Nonce = second }));
        Assert.True(Eip3009Token.ProvesTransfer(logs, Asset, Authorization with { Nonce = second }));
    }

    [Fact]
    public void Events_of_others_between_use_and_transfer_do_not_matter() =>
        Assert.True(Eip3009Token.ProvesUse(
            [Used(Authorization.Nonce) with { Address = Other }, Used(Authorization.Nonce), Transfer(Authorization) with { Address = Other }, Transfer(Authorization)],
            Asset,
            Authorization));

    [Fact]
    public void A_use_is_found_with_its_place_and_the_transfer_that_it_made()
    {
        EventLog[] logs = [Transfer(Authorization) with { Address = Other }, Used(Authorization.Nonce), Transfer(Authorization with { To = Other, Value = 7 })];

        Assert.True(Eip3009Token.TryFindUse(logs, Asset, Authorization.From, Authorization.Nonce, out var place, out var next));
        Assert.Equal(1, place);
        Assert.True(Eip3009Token.TryReadTransfer(next!, out var to, out var value));
        Assert.Equal((Other, (UInt256)7), (to, value));
        Assert.False(Eip3009Token.ProvesUse(logs, Asset, Authorization));

        Assert.False(Eip3009Token.TryReadTransfer(logs[1], out _, out _));
        Assert.True(Eip3009Token.TryFindUse(logs[..2], Asset, Authorization.From, Authorization.Nonce, out _, out next));
        Assert.Null(next);
        Assert.False(Eip3009Token.ProvesUse(logs[..2], Asset, Authorization));
        Assert.False(Eip3009Token.TryFindUse(logs, Other, Authorization.From, Authorization.Nonce, out _, out _));
        Assert.False(Eip3009Token.TryFindUse(logs, Asset, Other, Authorization.Nonce, out _, out _));
    }

    private static EventLog Used(Bytes32 nonce) =>
        new(Asset, [Eip3009Token.AuthorizationUsedEvent, Eip3009Token.Topic(Authorization.From), nonce], default);

    private static EventLog Transfer(Eip3009Authorization authorization)
    {
        var value = new byte[32];
        authorization.Value.WriteTo(value);
        return new EventLog(Asset, [Eip3009Token.TransferEvent, Eip3009Token.Topic(authorization.From), Eip3009Token.Topic(authorization.To)], value);
    }
}
