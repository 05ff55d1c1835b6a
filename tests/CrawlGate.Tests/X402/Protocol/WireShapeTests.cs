using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class WireShapeTests
{
    [Theory]
    [InlineData("""{"x402Version":2,"error":null,"resource":{"url":"https://a/","description":null,"mimeType":null,"serviceName":null},"accepts":[{"scheme":"exact","network":"eip155:1","amount":"1","asset":"a","payTo":"b","maxTimeoutSeconds":60,"extra":null}],"extensions":null}""")]
    [InlineData("""{"x402Version":2,"resource":{"url":"https://a/"},"accepts":[{"scheme":"exact","network":"eip155:1","amount":"1","asset":"a","payTo":"b","maxTimeoutSeconds":60}]}""")]
    public void S20_Null_is_read_as_absent_and_absent_is_written(string json)
    {
        var quote = JsonSerializer.Deserialize(json, X402JsonContext.Default.PaymentRequired)!;

        Assert.Equal(
            """{"x402Version":2,"resource":{"url":"https://a/"},"accepts":[{"scheme":"exact","network":"eip155:1","amount":"1","asset":"a","payTo":"b","maxTimeoutSeconds":60}]}""",
            JsonSerializer.Serialize(quote, X402JsonContext.Default.PaymentRequired));
    }

    [Fact]
    public void S20_A_payment_may_spell_absent_members_as_null()
    {
        var payment = X402Vectors.Payment(json => json["extensions"] = json["resource"] = null);

        Assert.Null(payment.Extensions);
    }

    [Fact]
    public void F18_A_failed_settlement_has_strings_for_transaction_and_network()
    {
        var json = JsonSerializer.Serialize(SettleResponse.Failed("why", "eip155:1"), X402JsonContext.Default.SettleResponse);

        Assert.Equal("""{"success":false,"errorReason":"why","transaction":"","network":"eip155:1"}""", json);
    }

    [Fact]
    public void A_verification_answer_is_written_without_nulls()
    {
        Assert.Equal("""{"isValid":true,"payer":"0x1"}""", JsonSerializer.Serialize(VerifyResponse.Valid("0x1"), X402JsonContext.Default.VerifyResponse));
        Assert.Equal("""{"isValid":false,"invalidReason":"why"}""", JsonSerializer.Serialize(VerifyResponse.Invalid("why"), X402JsonContext.Default.VerifyResponse));
    }

    [Fact]
    public void S5_An_offer_has_a_version_1_form_with_all_strings_present()
    {
        var legacy = PaymentRequirementsV1.From(X402Vectors.Offer, new ResourceInfo { Url = "https://example.com/a" })!;

        Assert.Equal(
            """{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"1000","resource":"https://example.com/a","description":"","mimeType":"","payTo":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","maxTimeoutSeconds":300,"asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","extra":{"name":"USDC","version":"2"}}""",
            JsonSerializer.Serialize(legacy, X402JsonContext.Default.PaymentRequirementsV1));
        Assert.Null(PaymentRequirementsV1.From(X402Vectors.Offer with { Network = "eip155:424242" }, new ResourceInfo { Url = "https://example.com/a" }));
        Assert.Null(PaymentRequirementsV1.From(X402Vectors.Offer with { Network = "nonsense" }, new ResourceInfo { Url = "https://example.com/a" }));
    }

    [Theory]
    [InlineData(2, "exact", "eip155:84532", true)]
    [InlineData(2, "exact", "eip155:*", true)]
    [InlineData(1, "exact", "eip155:84532", false)]
    [InlineData(2, "upto", "eip155:84532", false)]
    [InlineData(2, "exact", "eip155:8453", false)]
    [InlineData(2, "exact", "solana:*", false)]
    [InlineData(1, "exact", "base-sepolia", false)]
    public void F1_A_kind_supports_its_network_and_wildcards(int version, string scheme, string network, bool expected)
    {
        var supported = JsonSerializer.Deserialize(
            $$$"""{"kinds":[{"x402Version":{{{version}}},"scheme":"{{{scheme}}}","network":"{{{network}}}"}],"extensions":[],"signers":{}}""",
            X402JsonContext.Default.SupportedResponse)!;

        Assert.Equal(expected, supported.Supports("exact", CaipNetwork.ForEvm(84532)));
    }
}
