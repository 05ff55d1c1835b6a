using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class ExactEvmSchemeTests
{
    private const string Stranger = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private static readonly ExactEvmScheme Scheme = new();
    private static readonly PaymentRequirements Offer = X402Vectors.Offer;

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void F2_The_golden_payment_is_accepted_and_its_signature_proven(int version)
    {
        var check = Scheme.Check(X402Vectors.Payment(version: version), Offer, X402Vectors.Now);

        Assert.Null(check.InvalidReason);
        Assert.True(check.SignatureProven);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(2_000_000_000), check.ValidBefore);
        Assert.Equal(
            new AuthorizationKey(
                84532,
                Address.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
                Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
                Bytes32.Parse("0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")),
            check.Key);
    }

    [Fact]
    public void S2_An_offer_carries_the_amount_and_the_domain()
    {
        var asset = KnownAssets.ForNetwork(CaipNetwork.ForEvm(84532))!;

        var offer = Scheme.CreateOffer(new OfferTerms(asset, 1000, Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"), 300));

        Assert.Equal(
            JsonSerializer.Serialize(Offer, X402JsonContext.Default.PaymentRequirements),
            JsonSerializer.Serialize(offer, X402JsonContext.Default.PaymentRequirements));
        Assert.True(Scheme.Supports(asset.Network));
        Assert.False(Scheme.Supports(CaipNetwork.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")));
    }

    /// <summary>Each row breaks what it names and everything that is checked later.</summary>
    public static TheoryData<string, Func<PaymentRequirements, PaymentRequirements>, Action<JsonObject>> Precedence()
    {
        var steps = new (string Reason, Func<PaymentRequirements, PaymentRequirements> Offer, Action<JsonObject> Payment)[]
        {
            (ExactEvmErrors.Scheme, offer => offer, json => json["accepted"]!["scheme"] = "upto"),
            (ExactEvmErrors.MissingDomain, offer => offer with { Extra = null }, _ => { }),
            (ExactEvmErrors.NetworkMismatch, offer => offer, json => json["accepted"]!["network"] = "eip155:8453"),
            (ExactEvmErrors.RecipientMismatch, offer => offer, X402Vectors.Authorization("to", Stranger)),
            (ExactEvmErrors.ValidBefore, offer => offer, X402Vectors.Authorization("validBefore", "1")),
            (ExactEvmErrors.ValidAfter, offer => offer, X402Vectors.Authorization("validAfter", "2000000000")),
            (ExactEvmErrors.ValueMismatch, offer => offer, X402Vectors.Authorization("value", "999")),
        };

        var rows = new TheoryData<string, Func<PaymentRequirements, PaymentRequirements>, Action<JsonObject>>();
        for (var i = 0; i < steps.Length; i++)
        {
            var broken = steps[i..];
            rows.Add(
                steps[i].Reason,
                offer => broken.Aggregate(offer, (current, step) => step.Offer(current)),
                json => Array.ForEach(broken, step => step.Payment(json)));
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Precedence))]
    public void F3_The_first_fault_in_the_order_of_the_reference_is_the_reason(
        string reason, Func<PaymentRequirements, PaymentRequirements> offer, Action<JsonObject> payment) =>
        Assert.Equal(reason, Scheme.Check(X402Vectors.Payment(payment), offer(Offer), X402Vectors.Now).InvalidReason);

    [Theory]
    [InlineData("exact", "eip155:84532", "{\"name\":\"USDC\"}", ExactEvmErrors.MissingDomain)]
    [InlineData("exact", "eip155:84532", "{\"name\":\"USDC\",\"version\":2}", ExactEvmErrors.MissingDomain)]
    [InlineData("exact", "eip155:84532", "[]", ExactEvmErrors.MissingDomain)]
    [InlineData("upto", "eip155:84532", "{}", ExactEvmErrors.Scheme)]
    [InlineData("exact", "eip155:84532", "{\"name\":\"USDC\",\"version\":\"2\",\"assetTransferMethod\":\"permit2\"}", X402Errors.InvalidRequirements)]
    [InlineData("exact", "base-sepolia", "{\"name\":\"USDC\",\"version\":\"2\"}", X402Errors.InvalidNetwork)]
    [InlineData("exact", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "{\"name\":\"USDC\",\"version\":\"2\"}", X402Errors.InvalidNetwork)]
    public void F3_Requirements_that_cannot_be_met_are_refused(string scheme, string network, string extra, string reason)
    {
        var requirements = Offer with { Scheme = scheme, Network = network, Extra = JsonElement.Parse(extra) };

        Assert.Equal(reason, Scheme.Check(X402Vectors.Payment(), requirements, X402Vectors.Now).InvalidReason);
        Assert.Equal(reason, Scheme.Check(X402Vectors.Payment(), requirements, X402Vectors.Now).InvalidReason);
    }

    [Theory]
    [InlineData("0x3e8", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", "0x036CbD53842c5426634e7929541eC2318f3dCF7e")]
    [InlineData("1000", "bob", "0x036CbD53842c5426634e7929541eC2318f3dCF7e")]
    [InlineData("1000", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", "USD")]
    public void F3_Requirements_with_malformed_members_are_refused(string amount, string payTo, string asset) =>
        Assert.Equal(
            X402Errors.InvalidRequirements,
            Scheme.Check(X402Vectors.Payment(), Offer with { Amount = amount, PayTo = payTo, Asset = asset }, X402Vectors.Now).InvalidReason);

    [Theory]
    [InlineData("signature", "0x")]
    [InlineData("from", Stranger)]
    [InlineData("nonce", "0x1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void F3_A_changed_signed_field_leaves_the_signature_unproven(string member, string value)
    {
        var check = Scheme.Check(
            X402Vectors.Payment(json =>
            {
                if (member == "signature")
                    json["payload"]!["signature"] = value;
                else
                    X402Vectors.Authorization(member, value)(json);
            }),
            Offer,
            X402Vectors.Now);

        Assert.Null(check.InvalidReason);
        Assert.False(check.SignatureProven);
    }

    [Theory]
    [InlineData(5, ExactEvmErrors.ValidBefore)]
    [InlineData(6, null)]
    [InlineData(7, null)]
    public void F4_Six_seconds_must_be_left(int secondsLeft, string? reason) =>
        Assert.Equal(reason, Scheme.Check(X402Vectors.Payment(), Offer, DateTimeOffset.FromUnixTimeSeconds(2_000_000_000 - secondsLeft)).InvalidReason);

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, ExactEvmErrors.ValidAfter)]
    public void F4_An_authorization_counts_from_its_first_second(int secondsAhead, string? reason)
    {
        var validAfter = (X402Vectors.Now.ToUnixTimeSeconds() + secondsAhead).ToString(CultureInfo.InvariantCulture);

        Assert.Equal(reason, Scheme.Check(X402Vectors.Payment(X402Vectors.Authorization("validAfter", validAfter)), Offer, X402Vectors.Now).InvalidReason);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, ExactEvmErrors.ValidTooLong)]
    public void An_authorization_must_not_outlive_what_is_remembered(int secondsMore, string? reason)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000 - 300 - (24 * 3600) - secondsMore);

        Assert.Equal(reason, Scheme.Check(X402Vectors.Payment(), Offer, now).InvalidReason);
        Assert.Null(new ExactEvmScheme { MaxExtraValidity = null }.Check(X402Vectors.Payment(), Offer, now).InvalidReason);
    }

    [Fact]
    public void Without_a_limit_an_endless_authorization_is_valid_until_the_end_of_time()
    {
        var payment = X402Vectors.Payment(X402Vectors.Authorization("validBefore", UInt256.MaxValue.ToString()));

        Assert.Equal(DateTimeOffset.MaxValue, new ExactEvmScheme { MaxExtraValidity = null }.Check(payment, Offer, X402Vectors.Now).ValidBefore);
        Assert.Equal(ExactEvmErrors.ValidTooLong, Scheme.Check(payment, Offer, X402Vectors.Now).InvalidReason);
    }

    [Theory]
    [InlineData("highS")]
    [InlineData("v01")]
    [InlineData("eip2098")]
    [InlineData("wrongChain")]
    [InlineData("zero")]
    public void F5_Signatures_that_a_token_would_refuse_are_not_proven(string name)
    {
        var check = Scheme.Check(X402Vectors.Payment(json => json["payload"]!["signature"] = X402Vectors.BadSignature(name)), Offer, X402Vectors.Now);

        Assert.Null(check.InvalidReason);
        Assert.False(check.SignatureProven);
    }

    [Fact]
    public void F5_Garbage_is_refused_and_never_throws()
    {
        var golden = X402Vectors.Json("paymentSignature")["payload"]!.ToJsonString();
        var key = Scheme.Check(X402Vectors.Payment(), Offer, X402Vectors.Now).Key;
        string[] replacements = ["\"", "\\", "0", "x", "{", "é", "\u0001", " ", "e", "-"];
        for (var i = 1; i < golden.Length; i++)
        {
            foreach (var replacement in replacements)
            {
                JsonElement payload;
                try
                {
                    payload = JsonElement.Parse(golden.Remove(i, 1).Insert(i, replacement));
                }
                catch (JsonException)
                {
                    continue;
                }

                var payment = X402Vectors.Read($$$"""{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{{{payload.GetRawText()}}}}""");
                var check = Scheme.Check(payment, Offer, X402Vectors.Now);
                if (check is { InvalidReason: null, SignatureProven: true })
                    Assert.Equal(key, check.Key);
            }
        }

        Assert.Equal(X402Errors.InvalidPayload, Scheme.Check(X402Vectors.Payment(json => json["payload"] = new JsonObject()), Offer, X402Vectors.Now).InvalidReason);
    }

    [Theory]
    [InlineData(2, "999", ExactEvmErrors.ValueMismatch)]
    [InlineData(2, "1001", ExactEvmErrors.ValueMismatch)]
    [InlineData(1, "999", ExactEvmErrors.ValueMismatchV1)]
    [InlineData(1, "1001", ExactEvmErrors.ValueMismatchV1)]
    public void F6_The_value_is_exactly_the_price(int version, string value, string reason) =>
        Assert.Equal(reason, Scheme.Check(X402Vectors.Payment(X402Vectors.Authorization("value", value), version), Offer, X402Vectors.Now).InvalidReason);

    [Fact]
    public void S30_Texts_of_one_authorization_have_one_key()
    {
        var key = Scheme.Check(X402Vectors.Payment(), Offer, X402Vectors.Now).Key;
        Action<JsonObject>[] changes =
        [
            X402Vectors.Authorization("from", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
            X402Vectors.Authorization("nonce", "0x0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"),
            json => json["payload"]!["signature"] = X402Vectors.BadSignature("highS"),
            json => json["payload"]!["spare"] = 1,
            json => json["payload"] = new JsonObject(json["payload"]!.AsObject().Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))),
        ];

        Assert.All(changes, change => Assert.Equal(key, Scheme.Check(X402Vectors.Payment(change), Offer, X402Vectors.Now).Key));
        Assert.Equal(key, Scheme.Check(X402Vectors.Payment(version: 1), Offer, X402Vectors.Now).Key);
    }
}
