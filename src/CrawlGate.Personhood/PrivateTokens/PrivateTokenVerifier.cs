using System.Collections.Frozen;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Verifies tokens of type 0x0002 (RFC 9577 section 2.2.3, RFC 9578 section 6.4) against the keys of trusted issuers. Keeps no state:
/// a token is spent when the caller remembers its nonce, in one step with looking for it.
/// </summary>
public sealed class PrivateTokenVerifier
{
    private readonly FrozenDictionary<Bytes32, (string Issuer, TokenIssuerKey Key)> _keys;

    /// <summary>Trusts these issuers.</summary>
    /// <exception cref="ArgumentException">An issuer's name is no name, or two issuers have the same key.</exception>
    public PrivateTokenVerifier(IEnumerable<TokenIssuer> issuers)
    {
        var keys = new Dictionary<Bytes32, (string, TokenIssuerKey)>();
        foreach (var issuer in issuers)
        {
            if (!TokenChallenge.IsIssuerName(issuer.Name))
                throw new ArgumentException("An issuer's name has 1 to 255 ASCII characters.", nameof(issuers));

            foreach (var key in issuer.Keys)
            {
                if (!keys.TryAdd(key.Id, (issuer.Name, key)) && keys[key.Id].Item1 != issuer.Name)
                    throw new ArgumentException($"{issuer.Name} and {keys[key.Id].Item1} have the same key.", nameof(issuers));
            }
        }

        _keys = keys.ToFrozenDictionary();
    }

    /// <summary>
    /// Verifies a token for an origin that is bound to any of these contexts, such as those of <see cref="RedemptionContexts"/>. The
    /// issuer is the one whose key the token names. Allocates nothing itself.
    /// </summary>
    /// <exception cref="ArgumentException">The origin's names are too long or not ASCII.</exception>
    public PrivateTokenOutcome Verify(PrivateToken token, string originInfo, params ReadOnlySpan<Bytes32> redemptionContexts)
    {
        if (token.TokenType != TokenChallenge.BlindRsa)
            return PrivateTokenOutcome.WrongType;
        if (!_keys.TryGetValue(token.TokenKeyId, out var found))
            return PrivateTokenOutcome.UnknownKey;

        var digest = token.ChallengeDigest;
        foreach (var context in redemptionContexts)
        {
            if (new TokenChallenge(found.Issuer, originInfo, context).Digest() == digest)
                return Verify(token, found.Key);
        }

        return PrivateTokenOutcome.WrongChallenge;
    }

    /// <summary>Verifies a token for one challenge.</summary>
    /// <exception cref="ArgumentException">A name in the challenge is too long or not ASCII.</exception>
    public PrivateTokenOutcome Verify(PrivateToken token, in TokenChallenge challenge) =>
        token.TokenType != TokenChallenge.BlindRsa ? PrivateTokenOutcome.WrongType
        : !_keys.TryGetValue(token.TokenKeyId, out var found) ? PrivateTokenOutcome.UnknownKey
        : found.Issuer != challenge.IssuerName || token.ChallengeDigest != challenge.Digest() ? PrivateTokenOutcome.WrongChallenge
        : Verify(token, found.Key);

    private static PrivateTokenOutcome Verify(PrivateToken token, TokenIssuerKey key) =>
        key.Verify(token.Signed, token.Authenticator) ? PrivateTokenOutcome.Valid : PrivateTokenOutcome.BadSignature;
}
