namespace CrawlGate.Personhood;

/// <summary>An issuer whose tokens are accepted.</summary>
/// <param name="Name">Its host name, as challenges name it.</param>
/// <param name="Keys">Its public keys, the one to ask tokens for first.</param>
public sealed record TokenIssuer(string Name, IReadOnlyList<TokenIssuerKey> Keys);
