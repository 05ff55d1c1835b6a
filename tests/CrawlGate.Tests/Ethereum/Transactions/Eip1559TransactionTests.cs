using System.Globalization;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public class Eip1559TransactionTests
{
    public static TheoryData<string> Cases => GoldenJson.Names(GoldenJson.Ethereum.GetProperty("transactions"));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Signing_hash_raw_bytes_and_hash_are_as_in_viem(string name)
    {
        var golden = GoldenJson.Ethereum.GetProperty("transactions").GetProperty(name);
        var transaction = new Eip1559Transaction
        {
            ChainId = golden.GetProperty("chainId").GetUInt64(),
            Nonce = golden.GetProperty("nonce").GetUInt64(),
            MaxPriorityFeePerGas = UInt256.Parse(golden.Text("maxPriorityFeePerGas")),
            MaxFeePerGas = UInt256.Parse(golden.Text("maxFeePerGas")),
            GasLimit = ulong.Parse(golden.Text("gas"), CultureInfo.InvariantCulture),
            To = golden.TryGetProperty("to", out var to) ? Address.Parse(to.GetString()) : null,
            Value = UInt256.Parse(golden.Text("value")),
            Data = Hex.Decode(golden.Text("data")),
        };
        var signature = Hex.Decode(golden.Text("signature"));

        var signed = transaction.Sign(new Bytes32(signature.AsSpan(0, 32)), new Bytes32(signature.AsSpan(32, 32)), signature[64] == 28);

        Assert.Equal(golden.Text("signingHash"), transaction.SigningHash().ToString());
        Assert.Equal(golden.Text("raw"), Hex.Encode(signed.Raw.Span));
        Assert.Equal(golden.Text("hash"), signed.Hash.ToString());
        Assert.True(Eip1559Transaction.TryRead(signed.Raw.Span, out var read));
        Assert.Equal(Hex.Encode(transaction.Data.Span), Hex.Encode(read.Data.Span));
        Assert.Equal(transaction with { Data = default }, read with { Data = default });
    }

    [Fact]
    public void Bytes_that_are_no_transaction_are_not_read()
    {
        var raw = Hex.Decode(GoldenJson.Ethereum.GetProperty("transactions").EnumerateObject().First().Value.Text("raw"));
        for (var length = 0; length < raw.Length; length++)
            Assert.False(Eip1559Transaction.TryRead(raw.AsSpan(0, length), out _));
        foreach (var hostile in new[] { "0x01c0", "0x02c0", "0x02", "0x02ff", "0x02ffffffffffffffffff", "0x02fbffffffff", "0x02bfffffffffffffffff" })
            Assert.False(Eip1559Transaction.TryRead(Hex.Decode(hostile), out _));
    }
}
