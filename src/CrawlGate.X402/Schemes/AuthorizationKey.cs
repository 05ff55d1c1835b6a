using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// What makes a payment the same payment: parsed bytes, never header text, which can be written in many ways (key order, letter
/// case, spare members) without changing what is signed.
/// </summary>
/// <param name="ChainId">The chain it settles on.</param>
/// <param name="Asset">The token.</param>
/// <param name="Payer">The account that pays.</param>
/// <param name="Nonce">The authorization's nonce, unique per payer and token.</param>
public readonly record struct AuthorizationKey(ulong ChainId, Address Asset, Address Payer, Bytes32 Nonce);
