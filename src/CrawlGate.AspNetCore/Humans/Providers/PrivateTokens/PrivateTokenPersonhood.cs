using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>A private access token of a trusted issuer, for this browser's signal at this site. Each token is somebody new, with little to spend.</summary>
internal sealed class PrivateTokenPersonhood(IReadOnlyList<TokenIssuer> issuers, OneTimeMarks marks, TimeSpan lifetime) : IPersonhoodVerifier
{
    /// <summary>The name that forms send.</summary>
    public const string ProviderName = "private-token";

    private readonly PrivateTokenVerifier _verifier = new(issuers);

    public string Name => ProviderName;

    /// <summary>The challenges that browsers answer with a token, one for each key of each issuer.</summary>
    public IEnumerable<string> Ask(PersonhoodChallenge challenge) =>
        from issuer in issuers
        from key in issuer.Keys
        select PrivateTokenHeaders.Write(new TokenChallenge(issuer.Name, Origin(challenge), challenge.Signal), key);

    public async ValueTask<PersonhoodVerdict> VerifyAsync(PersonhoodEvidence evidence, PersonhoodChallenge challenge, CancellationToken cancellationToken)
    {
        if (evidence.Authorization is not { } header || !PrivateTokenHeaders.TryParseToken(header, out var token))
            return new PersonhoodVerdict.Refused("token_missing", "The browser sent no token.");

        var outcome = _verifier.Verify(token, Origin(challenge), challenge.Signal);
        if (outcome != PrivateTokenOutcome.Valid)
            return new PersonhoodVerdict.Refused("token_" + SettingName.Of(outcome).Replace('-', '_'), "The browser's token is not taken here.");

        var nonce = new byte[32];
        token.Nonce.WriteTo(nonce);
        return await marks.TryUseAsync("token", nonce, Epochs.EndOf(challenge.Epoch), cancellationToken)
            ? new PersonhoodVerdict.Accepted(nonce, PersonhoodLevel.Low) { Lifetime = lifetime }
            : new PersonhoodVerdict.Refused("token_spent", "The browser's token was used already.");
    }

    // With the port unless it is 443, as the host's name stands in the address bar (RFC 9577, section 2.1).
    private static string Origin(PersonhoodChallenge challenge) => challenge.Site.IsDefaultPort && challenge.Site.Scheme == Uri.UriSchemeHttps
        ? challenge.Site.Host
        : $"{challenge.Site.Host}:{challenge.Site.Port}";
}
