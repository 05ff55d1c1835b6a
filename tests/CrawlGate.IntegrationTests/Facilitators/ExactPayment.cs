using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

/// <summary>A payment in the making, so that a test changes one thing before or after signing.</summary>
public sealed record ExactPayment(PaymentRequirements Offer, Eip3009Authorization Authorization)
{
    public byte[] Signature { get; init; } = [];

    public string Scheme { get; init; } = "exact";

    public string Network { get; init; } = Offer.Network;

    /// <summary>Signs with a key for the offer's domain.</summary>
    public async Task<ExactPayment> SignAsync(string privateKey)
    {
        Assert.True(ExactEvmTerms.TryGet(Offer, out var terms, out var reason), reason);
        using var signer = PrivateKeySigner.FromHex(privateKey);
        return this with { Signature = (await signer.SignAsync(Authorization.Digest(terms.DomainSeparator))).ToArray() };
    }

    public PaymentPayload ToPayload(int version = 2)
    {
        var payload = new JsonObject
        {
            ["signature"] = Hex.Encode(Signature),
            ["authorization"] = new JsonObject
            {
                ["from"] = Authorization.From.ToString(),
                ["to"] = Authorization.To.ToString(),
                ["value"] = Authorization.Value.ToString(),
                ["validAfter"] = Authorization.ValidAfter.ToString(),
                ["validBefore"] = Authorization.ValidBefore.ToString(),
                ["nonce"] = Authorization.Nonce.ToString(),
            },
        };
        var accepted = JsonSerializer.SerializeToNode(Offer with { Scheme = Scheme, Network = Network }, X402JsonContext.Default.PaymentRequirements);
        var json = version == 2
            ? new JsonObject { ["x402Version"] = 2, ["accepted"] = accepted, ["payload"] = payload }
            : new JsonObject { ["x402Version"] = 1, ["scheme"] = Scheme, ["network"] = CaipNetwork.Parse(Network).V1Name, ["payload"] = payload };
        Assert.True(PaymentPayload.TryRead(JsonElement.Parse(json.ToJsonString()), out var payment, out var error), error);
        return payment!;
    }
}
