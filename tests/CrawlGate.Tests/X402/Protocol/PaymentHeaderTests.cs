using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class PaymentHeaderTests
{
    [Fact]
    public void S1_The_golden_quote_is_written_byte_for_byte_and_reads_back()
    {
        Assert.True(PaymentHeader.TryDecode(X402Vectors.Header("paymentRequired"), X402JsonContext.Default.PaymentRequired, out var quote));

        Assert.Equal(2, quote!.X402Version);
        Assert.Equal("Prémium ☕ data", quote.Resource.Description);
        Assert.Equal("1000", Assert.Single(quote.Accepts).Amount);
        var written = PaymentHeader.Encode(quote, X402JsonContext.Default.PaymentRequired);
        Assert.Matches("^[A-Za-z0-9+/]*={0,2}$", written);
        Assert.True(JsonNode.DeepEquals(X402Vectors.Json("paymentRequired"), JsonNode.Parse(Convert.FromBase64String(written))));
    }

    [Theory]
    [InlineData("paymentSignature", 2, "eip155:84532")]
    [InlineData("xPaymentV1", 1, "base-sepolia")]
    public void Golden_payments_decode(string name, int version, string network)
    {
        Assert.True(PaymentHeader.TryDecodePayment(X402Vectors.Header(name), out var payment, out var error), error);

        Assert.Equal(version, payment!.X402Version);
        Assert.Equal("exact", payment.Scheme);
        Assert.Equal(network, payment.Network);
        Assert.Equal(version == 2, payment.Accepted is not null);
        Assert.Equal(X402Vectors.Json(name).ToJsonString(), JsonNode.Parse(payment.Json.GetRawText())!.ToJsonString());
    }

    [Theory]
    [InlineData("paymentResponse", true, 66)]
    [InlineData("paymentResponseFailed", false, 0)]
    public void Golden_settlements_decode(string name, bool success, int transactionLength)
    {
        Assert.True(PaymentHeader.TryDecode(X402Vectors.Header(name), X402JsonContext.Default.SettleResponse, out var response));

        Assert.Equal(success, response!.Success);
        Assert.Equal(transactionLength, response.Transaction.Length);
        Assert.Equal(success ? null : ExactEvmErrors.NonceAlreadyUsed, response.ErrorReason);
    }

    [Fact]
    public void Missing_padding_is_read_as_the_reference_reads_it()
    {
        var header = X402Vectors.Header("paymentSignature");
        Assert.EndsWith("==", header, StringComparison.Ordinal);

        Assert.True(PaymentHeader.TryDecodePayment(header.TrimEnd('='), out _, out _));
        Assert.True(PaymentHeader.TryDecodePayment(header[..^1], out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("====")]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("e30===")]
    [InlineData("e3=0")]
    [InlineData("e30 ")]
    [InlineData(" e30=")]
    [InlineData("e3\n0=")]
    [InlineData("eyJ-_w==")]
    [InlineData("e30=\0")]
    [InlineData("ｅ30=")]
    public void S14_What_is_not_standard_base64_is_refused(string header)
    {
        Assert.False(PaymentHeader.TryDecodePayment(header, out var payment, out var error));
        Assert.Null(payment);
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("2")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    [InlineData("{\"x402Version\":2,}")]
    [InlineData("{/**/\"x402Version\":2}")]
    [InlineData("{\"x402Version\":\"2\",\"accepted\":{\"scheme\":\"exact\",\"network\":\"a\"},\"payload\":{}}")]
    [InlineData("{\"x402Version\":3,\"accepted\":{\"scheme\":\"exact\",\"network\":\"a\"},\"payload\":{}}")]
    [InlineData("{\"x402Version\":2.5,\"accepted\":{\"scheme\":\"exact\",\"network\":\"a\"},\"payload\":{}}")]
    [InlineData("{\"x402Version\":2,\"accepted\":{\"scheme\":\"exact\",\"network\":\"a\"}}")]
    [InlineData("{\"x402Version\":2,\"accepted\":{\"scheme\":\"exact\",\"network\":\"a\"},\"payload\":[]}")]
    [InlineData("{\"x402Version\":2,\"payload\":{}}")]
    [InlineData("{\"x402Version\":2,\"accepted\":null,\"payload\":{}}")]
    [InlineData("{\"x402Version\":2,\"accepted\":{\"scheme\":1,\"network\":\"a\"},\"payload\":{}}")]
    [InlineData("{\"x402Version\":2,\"accepted\":{\"scheme\":\"\",\"network\":\"a\"},\"payload\":{}}")]
    [InlineData("{\"x402Version\":2,\"accepted\":{\"scheme\":\"exact\"},\"payload\":{}}")]
    [InlineData("{\"x402Version\":2,\"accepted\":{\"scheme\":\"\\ud800\",\"network\":\"a\"},\"payload\":{}}")]
    [InlineData("{\"x402Version\":2,\"accepted\":{\"scheme\":\"exact\",\"network\":\"a\"},\"payload\":{},\"extensions\":[]}")]
    [InlineData("{\"x402Version\":2,\"accepted\":{\"scheme\":\"exact\",\"network\":\"a\"},\"payload\":{},\"resource\":\"x\"}")]
    [InlineData("{\"x402Version\":1,\"scheme\":\"exact\",\"payload\":{}}")]
    [InlineData("{\"x402Version\":1,\"network\":\"base\",\"payload\":{}}")]
    public void S14_What_is_no_payment_is_refused(string json)
    {
        Assert.False(PaymentHeader.TryDecodePayment(Base64(json), out var payment, out var error));
        Assert.Null(payment);
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00")]
    [InlineData("\\ud83d\\u0061")]
    public void S14_Half_a_surrogate_pair_is_refused_wherever_it_stands(string half)
    {
        var json = X402Vectors.Json("paymentSignature").ToJsonString();
        string[] wholes = ["\"USDC\"", "\"eip155:84532\"", "\"extra\"", "\"1000\"", "\"amount\""];
        foreach (var whole in wholes)
            Assert.False(PaymentHeader.TryDecodePayment(Base64(json.Replace(whole, $"\"{half}\"", StringComparison.Ordinal)), out _, out _));

        Assert.True(PaymentHeader.TryDecodePayment(Base64(json.Replace("\"USDC\"", "\"\\ud83d\\ude00\"", StringComparison.Ordinal)), out _, out _));
    }

    [Fact]
    public void S14_Invalid_UTF8_is_refused()
    {
        var golden = Encoding.UTF8.GetBytes(X402Vectors.Json("paymentSignature").ToJsonString());
        var name = golden.AsSpan().IndexOf("USDC"u8);

        Assert.True(PaymentHeader.TryDecodePayment(Convert.ToBase64String(golden), out _, out _));
        golden[name] = 0xff;
        Assert.False(PaymentHeader.TryDecodePayment(Convert.ToBase64String(golden), out _, out _));
        Assert.False(PaymentHeader.TryDecodePayment(Convert.ToBase64String([0xef, 0xbb, 0xbf, .. Convert.FromBase64String(X402Vectors.Header("xPaymentV1"))]), out _, out _));
    }

    [Theory]
    [InlineData("{\"x402Version\":1,\"scheme\":\"exact\",\"scheme\":\"exact\",\"network\":\"base\",\"payload\":{}}")]
    [InlineData("{\"x402Version\":1,\"scheme\":\"exact\",\"network\":\"base\",\"payload\":{\"a\":1,\"b\":2,\"a\":1}}")]
    [InlineData("{\"x402Version\":1,\"scheme\":\"exact\",\"network\":\"base\",\"payload\":{\"a\":1,\"\\u0061\":1}}")]
    public void S15_Duplicate_keys_are_refused_however_spelt(string json) => Assert.False(PaymentHeader.TryDecodePayment(Base64(json), out _, out _));

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    [InlineData(5000, false)]
    public void S15_Depth_is_limited(int depth, bool accepted)
    {
        var json = $$$"""{"x402Version":1,"scheme":"exact","network":"base","payload":{"a":{{{new string('[', depth)}}}{{{new string(']', depth)}}}}}""";

        Assert.Equal(accepted, PaymentHeader.TryDecodePayment(Base64(json), out _, out _));
    }

    [Fact]
    public void S15_Size_is_limited_before_anything_is_decoded()
    {
        static string Padded(int length) =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"x402Version":1,"scheme":"exact","network":"base","payload":{}}""".PadRight(length)));

        Assert.Equal(PaymentHeader.MaxLength, Padded(PaymentHeader.MaxLength / 4 * 3).Length);
        Assert.True(PaymentHeader.TryDecodePayment(Padded(PaymentHeader.MaxLength / 4 * 3), out _, out _));
        Assert.False(PaymentHeader.TryDecodePayment(Padded((PaymentHeader.MaxLength / 4 * 3) + 1), out _, out _));

        var huge = new string('A', 64 * 1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(PaymentHeader.TryDecodePayment(huge, out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    [Fact]
    public void S14_Garbage_never_throws()
    {
        var golden = Encoding.UTF8.GetBytes(X402Vectors.Json("paymentSignature").ToJsonString());
        for (var i = 0; i < golden.Length; i++)
        {
            foreach (var replacement in "\"{}[]:,\\0\0 \xff"u8)
            {
                var copy = (byte[])golden.Clone();
                copy[i] = replacement;
                if (PaymentHeader.TryDecodePayment(Convert.ToBase64String(copy), out var payment, out var error))
                    OfferMatch.Find([X402Vectors.Offer], payment!);
                else
                    Assert.NotEmpty(error);
            }

            PaymentHeader.TryDecodePayment(Convert.ToBase64String(golden.AsSpan(0, i)), out _, out _);
        }
    }

    [Theory]
    [InlineData("e30=")]
    [InlineData("bnVsbA==")]
    [InlineData("W10=")]
    [InlineData("not base64")]
    public void Answers_without_required_members_are_refused(string header)
    {
        Assert.False(PaymentHeader.TryDecode(header, X402JsonContext.Default.SettleResponse, out _));
        Assert.False(PaymentHeader.TryDecode(header, X402JsonContext.Default.PaymentRequired, out _));
    }

    private static string Base64(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
}
