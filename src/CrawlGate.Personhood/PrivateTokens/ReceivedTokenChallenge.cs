namespace CrawlGate.Personhood;

/// <summary>A challenge as a <c>WWW-Authenticate</c> value carries it.</summary>
/// <param name="Challenge">The bytes for <see cref="TokenChallenge.TryParse"/>; a token's digest is over these.</param>
/// <param name="TokenKey">The issuer's key; empty when the challenge leaves it to the client to find.</param>
/// <param name="MaxAge">How long the challenge may be answered; null when it is not said.</param>
public sealed record ReceivedTokenChallenge(ReadOnlyMemory<byte> Challenge, ReadOnlyMemory<byte> TokenKey, TimeSpan? MaxAge);
