using System.Buffers.Text;
using CrawlGate.Personhood;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.AspNetCore;

/// <summary>Reads the settings of private access tokens and puts them to use.</summary>
internal static class PrivateTokenProvider
{
    private const int MaxPassMinutes = 7 * 24 * 60;

    public static void Check(PrivateTokenOptions options, SettingErrors errors)
    {
        if (options.PassMinutes is < 1 or > MaxPassMinutes)
            errors.Add(nameof(options.PassMinutes), $"must be between 1 and {MaxPassMinutes} minutes");
        if (options.Issuers.Count == 0)
            errors.Add(nameof(options.Issuers), "is missing: whose tokens are trusted");

        var all = errors.All.Count;
        for (var i = 0; i < options.Issuers.Count; i++)
        {
            var below = errors.Below($"{nameof(options.Issuers)}:{i}");
            var issuer = options.Issuers[i];
            below.Require(nameof(issuer.Name), issuer.Name, "the issuer's host name");
            if (issuer.Keys.Count == 0)
                below.Add(nameof(issuer.Keys), "is missing: the issuer's public keys");
            for (var key = 0; key < issuer.Keys.Count; key++)
            {
                if (!TryReadKey(issuer.Keys[key], out _, out var error))
                    below.Add($"{nameof(issuer.Keys)}:{key}", error);
            }
        }

        if (errors.All.Count == all && options.Issuers.Count > 0)
        {
            try
            {
                _ = new PrivateTokenVerifier(ReadIssuers(options));
            }
            catch (ArgumentException exception)
            {
                errors.Add(nameof(options.Issuers), exception.Message);
            }
        }
    }

    public static void Add(PersonhoodProviders providers, PrivateTokenOptions options, IServiceProvider services)
    {
        var verifier = new PrivateTokenPersonhood(ReadIssuers(options), services.GetRequiredService<OneTimeMarks>(), TimeSpan.FromMinutes(options.PassMinutes));
        providers.Add(verifier, new PrivateTokenForm(), new PrivateTokenEndpoint(verifier));
    }

    private static TokenIssuer[] ReadIssuers(PrivateTokenOptions options) =>
    [
        .. options.Issuers.Select(issuer => new TokenIssuer(
            issuer.Name!,
            [.. issuer.Keys.Select(text => TryReadKey(text, out var key, out _) ? key : throw new FormatException("The settings were not checked."))])),
    ];

    private static bool TryReadKey(string text, out TokenIssuerKey key, out string error)
    {
        (key, error) = (null!, "is not base64url");
        if (!Base64Url.IsValid(text, out _))
            return false;
        if (TokenIssuerKey.TryParse(Base64Url.DecodeFromChars(text), out var found, out var reason))
        {
            key = found;
            return true;
        }

        error = reason;
        return false;
    }
}
