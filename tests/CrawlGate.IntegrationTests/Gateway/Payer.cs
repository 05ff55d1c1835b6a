using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.IntegrationTests;

/// <summary>A buyer with an account of its own that signs payments from quotes, right ones and others.</summary>
public sealed class Payer
{
    private readonly PrivateKeySigner _signer;

    private Payer(string key)
    {
        PrivateKey = key;
        _signer = PrivateKeySigner.FromHex(key);
    }

    public string PrivateKey { get; }

    public Address Address => _signer.Address;

    /// <summary>A new account with so many atomic units of the token.</summary>
    public static async Task<Payer> CreateAsync(Anvil chain, ulong funds = 1_000_000)
    {
        var payer = new Payer(Hex.Encode(RandomNumberGenerator.GetBytes(32)));
        if (funds > 0)
            await chain.MintAsync(Anvil.BaseSepoliaUsdc, payer.Address, funds);
        return payer;
    }

    /// <summary>A new account without money, for facilitators that do not look.</summary>
    public static Payer CreatePoor() => new(Hex.Encode(RandomNumberGenerator.GetBytes(32)));

    /// <summary>An authorization for an offer of either version.</summary>
    public Eip3009Authorization Authorize(JsonNode offer) => new(
        Address,
        Address.Parse((string)offer["payTo"]!),
        UInt256.Parse((string?)offer["amount"] ?? (string)offer["maxAmountRequired"]!),
        0,
        (ulong)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + (int)offer["maxTimeoutSeconds"]!),
        new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Length)));

    /// <summary>Signs an authorization for the token of an offer on Base Sepolia.</summary>
    public byte[] Sign(Eip3009Authorization authorization, JsonNode offer)
    {
        var separator = Eip712.DomainSeparator((string)offer["extra"]!["name"]!, (string)offer["extra"]!["version"]!, 84532, Address.Parse((string)offer["asset"]!));
        return _signer.SignAsync(authorization.Digest(separator)).AsTask().GetAwaiter().GetResult().ToArray();
    }

    /// <summary>A version 2 payment for the first offer of a quote.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="change">Changes the authorization before it is signed.</param>
    public JsonObject Pay(JsonNode quote, Func<Eip3009Authorization, Eip3009Authorization>? change = null)
    {
        var offer = quote["accepts"]![0]!;
        var authorization = Authorize(offer);
        authorization = change?.Invoke(authorization) ?? authorization;
        return new JsonObject
        {
            ["x402Version"] = 2,
            ["payload"] = Payload(authorization, Sign(authorization, offer)),
            ["resource"] = quote["resource"]!.DeepClone(),
            ["accepted"] = offer.DeepClone(),
        };
    }

    /// <summary>A version 1 payment for the first offer of a version 1 quote.</summary>
    public JsonObject PayV1(JsonNode quote, Func<Eip3009Authorization, Eip3009Authorization>? change = null)
    {
        var offer = quote["accepts"]![0]!;
        var authorization = Authorize(offer);
        authorization = change?.Invoke(authorization) ?? authorization;
        return new JsonObject
        {
            ["x402Version"] = 1,
            ["scheme"] = offer["scheme"]!.DeepClone(),
            ["network"] = offer["network"]!.DeepClone(),
            ["payload"] = Payload(authorization, Sign(authorization, offer)),
        };
    }

    /// <summary>Standard padded base64 of the JSON.</summary>
    public static string Encode(JsonNode payment) => Encode(payment.ToJsonString());

    /// <summary>Standard padded base64 of any text.</summary>
    public static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static JsonObject Payload(in Eip3009Authorization authorization, byte[] signature) => new()
    {
        ["signature"] = Hex.Encode(signature),
        ["authorization"] = new JsonObject
        {
            ["from"] = authorization.From.ToString(),
            ["to"] = authorization.To.ToString(),
            ["value"] = authorization.Value.ToString(),
            ["validAfter"] = authorization.ValidAfter.ToString(),
            ["validBefore"] = authorization.ValidBefore.ToString(),
            ["nonce"] = authorization.Nonce.ToString(),
        },
    };
}
