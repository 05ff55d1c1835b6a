using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Chaos;

/// <summary>An account that pays, with its own little signer of payments.</summary>
internal sealed class Purse : IDisposable
{
    private readonly PrivateKeySigner _signer = PrivateKeySigner.FromHex(Hex.Encode(RandomNumberGenerator.GetBytes(32)));

    public Address Address => _signer.Address;

    /// <summary>Signs a new authorization for an offer, and answers it with the header that presents it.</summary>
    public async Task<(Eip3009Authorization Authorization, string Header)> PayAsync(JsonNode quote, string path)
    {
        var offer = quote["accepts"]![0]!;
        var authorization = new Eip3009Authorization(
            Address,
            Address.Parse((string)offer["payTo"]!),
            UInt256.Parse((string)offer["amount"]!),
            0,
            (ulong)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + (int)offer["maxTimeoutSeconds"]!),
            new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Length)));
        var separator = Eip712.DomainSeparator((string)offer["extra"]!["name"]!, (string)offer["extra"]!["version"]!, World.ChainId, Anvil.BaseSepoliaUsdc);
        var signature = await _signer.SignAsync(authorization.Digest(separator));
        var resource = quote["resource"]!.DeepClone();
        resource["url"] = World.PublicUrl + path;
        var payment = new JsonObject
        {
            ["x402Version"] = 2,
            ["resource"] = resource,
            ["accepted"] = offer.DeepClone(),
            ["payload"] = new JsonObject
            {
                ["signature"] = Hex.Encode(signature.ToArray()),
                ["authorization"] = new JsonObject
                {
                    ["from"] = authorization.From.ToString(),
                    ["to"] = authorization.To.ToString(),
                    ["value"] = authorization.Value.ToString(),
                    ["validAfter"] = authorization.ValidAfter.ToString(),
                    ["validBefore"] = authorization.ValidBefore.ToString(),
                    ["nonce"] = authorization.Nonce.ToString(),
                },
            },
        };
        return (authorization, Convert.ToBase64String(Encoding.UTF8.GetBytes(payment.ToJsonString())));
    }

    public void Dispose() => _signer.Dispose();
}
