using System.Runtime.InteropServices;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// What makes a payment the same payment for a pool: the authorization where one is known, so that no other spelling of it passes for
/// another payment; the payload's bytes for schemes that the pool does not know.
/// </summary>
internal readonly record struct PaymentIdentity(AuthorizationKey Authorization, Bytes32 Payload)
{
    public static PaymentIdentity Of(PaymentPayload payment, PaymentRequirements requirements) =>
        CaipNetwork.TryParse(requirements.Network, out var network)
        && network.EvmChainId is { } chainId
        && Address.TryParse(requirements.Asset, out var asset)
        && ExactEvmPayload.TryRead(payment.Payload, out var payload)
            ? new PaymentIdentity(new AuthorizationKey(chainId, asset, payload.Authorization.From, payload.Authorization.Nonce), default)
            : new PaymentIdentity(default, Keccak256.HashData(JsonMarshal.GetRawUtf8Value(payment.Payload)));
}
