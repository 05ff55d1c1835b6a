using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class AbiWriterTests
{
    private const string Transfer = "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,";

    [Fact]
    public void TransferWithAuthorization_with_v_r_s()
    {
        var signature = Hex.Decode(Eip3009.Text("signature"));
        var data = Authorization(AbiWriter.Call(Transfer + "uint8,bytes32,bytes32)"))
            .Add(signature[64])
            .Add(new Bytes32(signature.AsSpan(0, 32)))
            .Add(new Bytes32(signature.AsSpan(32, 32)))
            .ToArray();

        AssertCalldata("transferWithAuthorization_vrs", data);
    }

    [Fact]
    public void TransferWithAuthorization_with_bytes() =>
        AssertCalldata(
            "transferWithAuthorization_bytes",
            Authorization(AbiWriter.Call(Transfer + "bytes)")).AddBytes(Hex.Decode(Eip3009.Text("signature"))).ToArray());

    [Fact]
    public void Deposit_nonce_is_the_hash_of_channel_and_salt()
    {
        var channel = GoldenJson.X402.GetProperty("channel");
        var encoded = AbiWriter.Arguments().Add(Bytes32.Parse(channel.Text("channelId"))).Add(Bytes32.Parse(channel.Text("depositSalt"))).ToArray();

        Assert.Equal(channel.Text("depositNonce"), Keccak256.HashData(encoded).ToString());
    }

    [Fact]
    public void Collector_data()
    {
        var channel = GoldenJson.X402.GetProperty("channel");
        var signature = GoldenJson.X402.GetProperty("typedData").GetProperty("batch_deposit_receiveWithAuthorization").Text("signature");
        var encoded = AbiWriter.Arguments()
            .Add((UInt256)0)
            .Add(2_000_000_000)
            .Add(Bytes32.Parse(channel.Text("depositSalt")))
            .AddBytes(Hex.Decode(signature))
            .ToArray();

        Assert.Equal(channel.Text("collectorData"), Hex.Encode(encoded));
    }

    [Fact]
    public void Strings_booleans_static_tuples_and_their_arrays_are_as_in_viem() =>
        AssertViem("f", AbiWriter.Call("f(string,bytes,bool,(address,uint40,bytes32),(address,uint40,bytes32)[])")
            .AddString("Zoë ☕")
            .AddBytes(Enumerable.Repeat((byte)0xbb, 32).ToArray())
            .Add(true)
            .Add(Channel(First))
            .AddArray(Channel(First), Channel(Second)));

    [Fact]
    public void Arrays_of_dynamic_tuples_are_as_in_viem() =>
        AssertViem("claim", AbiWriter.Call("claim(((address,uint40,bytes32),uint128,bytes,uint128)[])").AddArray(
            Voucher(First, 3000, Enumerable.Repeat((byte)0xaa, 65).ToArray(), 1),
            Voucher(Second, 5, [], 2)));

    [Fact]
    public void A_dynamic_tuple_before_a_word_is_as_in_viem() =>
        AssertViem("g", AbiWriter.Call("g(((address,uint40,bytes32),uint128,bytes,uint128),uint256)").Add(Voucher(First, 3000, [0x12, 0x34], 1)).Add(9));

    [Theory]
    [InlineData("balanceOf(address)", "0x70a08231")]
    [InlineData("Error(string)", "0x08c379a0")]
    public void Selectors(string signature, string selector) => Assert.Equal(selector, Hex.Encode(AbiSelector.Of(signature)));

    [Theory]
    [InlineData("")]
    [InlineData("balanceOf")]
    [InlineData("(address)")]
    [InlineData("balanceOf(address owner)")]
    [InlineData("transfer(address, uint256)")]
    public void Signatures_that_are_not_canonical_are_refused(string signature) =>
        Assert.Throws<ArgumentException>(() => AbiSelector.Of(signature));

    private static System.Text.Json.JsonElement Eip3009 => GoldenJson.X402.GetProperty("typedData").GetProperty("eip3009_base_sepolia_usdc");

    private static Address First => Address.Parse("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");

    private static Address Second => Address.Parse("0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB");

    private static AbiWriter Channel(Address payer) =>
        AbiWriter.Arguments().Add(payer).Add(86400).Add(new Bytes32(Enumerable.Repeat((byte)1, 32).ToArray()));

    private static AbiWriter Voucher(Address payer, ulong max, byte[] signature, ulong total) =>
        AbiWriter.Arguments().Add(Channel(payer)).Add(max).AddBytes(signature).Add(total);

    private static AbiWriter Authorization(AbiWriter writer)
    {
        var message = Eip3009.GetProperty("message");
        return writer
            .Add(Address.Parse(message.Text("from")))
            .Add(Address.Parse(message.Text("to")))
            .Add(UInt256.Parse(message.Text("value")))
            .Add(UInt256.Parse(message.Text("validAfter")))
            .Add(UInt256.Parse(message.Text("validBefore")))
            .Add(Bytes32.Parse(message.Text("nonce")));
    }

    private static void AssertCalldata(string name, byte[] data)
    {
        var golden = GoldenJson.X402.GetProperty("calldata").GetProperty(name);
        Assert.Equal(golden.Text("selector"), Hex.Encode(data.AsSpan(0, 4)));
        Assert.Equal(golden.Text("data"), Hex.Encode(data));
    }

    private static void AssertViem(string name, AbiWriter writer) =>
        Assert.Equal(GoldenJson.Ethereum.GetProperty("calldata").Text(name), Hex.Encode(writer.ToArray()));
}
