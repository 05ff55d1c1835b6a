using System.Globalization;
using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>Where wallets are known to be people's.</summary>
/// <param name="Key">What forms call it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Rule">What it is asked.</param>
/// <param name="Rpc">A node of its chain.</param>
/// <param name="Level">What its word is worth.</param>
internal sealed record WalletSource(string Key, string Name, WalletRule Rule, IEthereumRpc Rpc, PersonhoodLevel Level)
{
    private const string Statement = "Show that this wallet belongs to a person. This is free and moves no money.";

    /// <summary>What a wallet signs for a challenge: Sign-In with Ethereum (EIP-4361), bound to the browser by its nonce.</summary>
    public string TextFor(Address wallet, PersonhoodChallenge challenge)
    {
        var site = challenge.Site;
        var domain = site.IsDefaultPort ? site.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{site.IdnHost}:{site.Port}");
        var message = new SignInMessage
        {
            Domain = domain,
            Address = wallet,
            Statement = Statement,
            Uri = $"{site.Scheme}://{domain}{site.AbsolutePath}",
            ChainId = Rule.ChainId,
            Nonce = challenge.Signal.ToString()[2..],
            IssuedAt = Format(challenge.IssuedAt),
            ExpirationTime = Format(challenge.ExpiresAt),
        };
        return message.TryFormat(out var text, out var error) ? text : throw new InvalidOperationException(error);
    }

    private static string Format(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
