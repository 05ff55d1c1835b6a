using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.X402;

namespace CrawlGate.Tests.X402;

public sealed class OfferMatchTests
{
    private static readonly PaymentRequirements Offer = X402Vectors.Offer;

    [Fact]
    public void S17_Reordered_keys_match_and_our_own_offer_comes_back()
    {
        var payment = X402Vectors.Payment(json =>
        {
            var accepted = (JsonObject)json["accepted"]!;
            json["accepted"] = new JsonObject(accepted.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        });

        Assert.Same(Offer, OfferMatch.Find([Offer with { Amount = "999" }, Offer], payment));
    }

    [Theory]
    [InlineData("amount", "\"999\"")]
    [InlineData("amount", "1000")]
    [InlineData("amount", "\"01000\"")]
    [InlineData("amount", "null")]
    [InlineData("payTo", "\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\"")]
    [InlineData("payTo", "\"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc\"")]
    [InlineData("asset", "\"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913\"")]
    [InlineData("network", "\"eip155:8453\"")]
    [InlineData("scheme", "\"upto\"")]
    [InlineData("maxTimeoutSeconds", "301")]
    [InlineData("maxTimeoutSeconds", "\"300\"")]
    [InlineData("maxTimeoutSeconds", "300.5")]
    [InlineData("maxTimeoutSeconds", "3e99")]
    [InlineData("unknown", "1")]
    public void S17_A_changed_or_added_core_field_does_not_match(string member, string value) =>
        Assert.Null(OfferMatch.Find([Offer], X402Vectors.Payment(json => json["accepted"]![member] = JsonNode.Parse(value))));

    [Theory]
    [InlineData("amount")]
    [InlineData("asset")]
    [InlineData("payTo")]
    [InlineData("maxTimeoutSeconds")]
    [InlineData("extra")]
    public void S17_A_dropped_field_does_not_match(string member) =>
        Assert.Null(OfferMatch.Find([Offer], X402Vectors.Payment(json => ((JsonObject)json["accepted"]!).Remove(member))));

    [Fact]
    public void S18_Extra_may_gain_keys() =>
        Assert.Same(Offer, OfferMatch.Find([Offer], X402Vectors.Payment(json => json["accepted"]!["extra"]!["foo"] = new JsonArray(1, 2))));

    [Theory]
    [InlineData("""{"name":"USDC"}""")]
    [InlineData("""{"name":"USD Coin","version":"2"}""")]
    [InlineData("""{"name":"USDC","version":2}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    public void S18_A_changed_or_dropped_extra_key_does_not_match(string extra) =>
        Assert.Null(OfferMatch.Find([Offer], X402Vectors.Payment(json => json["accepted"]!["extra"] = JsonNode.Parse(extra))));

    [Theory]
    [InlineData("null", true)]
    [InlineData("{}", true)]
    [InlineData("""{"a":1}""", true)]
    [InlineData("1", false)]
    public void S20_An_offer_without_extra_is_echoed_with_or_without_one(string extra, bool matches)
    {
        var bare = Offer with { Extra = null };

        Assert.Equal(matches, OfferMatch.Find([bare], X402Vectors.Payment(json => json["accepted"]!["extra"] = JsonNode.Parse(extra))) is not null);
        Assert.Same(bare, OfferMatch.Find([bare], X402Vectors.Payment(json => ((JsonObject)json["accepted"]!).Remove("extra"))));
    }

    [Fact]
    public void S23_Version_1_selects_by_scheme_and_network()
    {
        var other = Offer with { Network = "eip155:8453" };

        Assert.Same(Offer, OfferMatch.Find([other, Offer], X402Vectors.Payment(version: 1)));
        Assert.Null(OfferMatch.Find([other], X402Vectors.Payment(version: 1)));
        Assert.Null(OfferMatch.Find([Offer with { Network = "eip155:424242" }], X402Vectors.Payment(version: 1)));
        Assert.Null(OfferMatch.Find([Offer], X402Vectors.Payment(json => json["scheme"] = "upto", version: 1)));
        Assert.Null(OfferMatch.Find([], X402Vectors.Payment(version: 1)));
    }

    [Theory]
    [InlineData("""{"e":{"info":{"a":1,"b":{"c":"x"}},"schema":{}}}""", true)]
    [InlineData("""{"e":{"info":{"b":{"c":"x","more":0},"a":1,"id":"mine"}}}""", true)]
    [InlineData("""{"other":{"info":{}}}""", true)]
    [InlineData("{}", true)]
    [InlineData(null, true)]
    [InlineData("""{"e":{"info":{"a":2,"b":{"c":"x"}}}}""", false)]
    [InlineData("""{"e":{"info":{"a":1}}}""", false)]
    [InlineData("""{"e":{"info":{"a":1,"b":{"c":"y"}}}}""", false)]
    [InlineData("""{"e":{"info":null}}""", false)]
    [InlineData("""{"e":{}}""", false)]
    [InlineData("""{"e":1}""", false)]
    public void S19_Echoed_extensions_may_add_but_not_alter(string? echo, bool accepted)
    {
        var advertised = JsonElement.Parse("""{"e":{"info":{"a":1,"b":{"c":"x"}},"schema":{"type":"object"}},"f":{"schema":{}}}""");

        Assert.Equal(accepted, OfferMatch.ExtensionsAreEchoed(advertised, echo is null ? null : JsonElement.Parse(echo)));
        Assert.True(OfferMatch.ExtensionsAreEchoed(null, echo is null ? null : JsonElement.Parse(echo)));
    }

    [Fact]
    public void An_echo_that_matched_before_vouches_for_no_other_offer_and_no_other_bytes()
    {
        var offer = Offer with { MaxTimeoutSeconds = 299 };
        var dearer = offer with { Amount = "1001" };
        var payment = X402Vectors.Payment(json => json["accepted"]!["maxTimeoutSeconds"] = 299);
        for (var i = 0; i < 3; i++)
        {
            Assert.Same(offer, OfferMatch.Find([dearer, offer], payment));
            Assert.Null(OfferMatch.Find([dearer], payment));
            Assert.Null(OfferMatch.Find([offer], X402Vectors.Payment(json => json["accepted"]!["maxTimeoutSeconds"] = 298)));
        }
    }

    [Fact]
    public void A_known_echo_is_matched_without_allocation()
    {
        var payment = X402Vectors.Payment(_ => { });
        PaymentRequirements[] offers = [Offer];
        Allocation.AssertNone(() => OfferMatch.Find(offers, payment));
    }
}
