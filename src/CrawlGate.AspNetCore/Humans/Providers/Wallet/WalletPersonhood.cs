using CrawlGate.Ethereum;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>Wallets that a public register knows to be people's: the wallet signs this browser's challenge, and the register is asked about it.</summary>
internal sealed class WalletPersonhood(IReadOnlyList<WalletSource> sources, TimeProvider time) : IPersonhoodVerifier
{
    /// <summary>The name that forms send.</summary>
    public const string ProviderName = "wallet";

    public string Name => ProviderName;

    /// <summary>Nodes are waited for; next to nothing is computed here.</summary>
    public int AtOnce => 16;

    /// <summary>Reads which wallet it is, and who knows it; false when either is none.</summary>
    public bool TryRead(PersonhoodEvidence evidence, out WalletSource source, out Address wallet)
    {
        wallet = default;
        source = sources.FirstOrDefault(known => known.Key.Equals(evidence["source"], StringComparison.OrdinalIgnoreCase))!;
        return source is not null && Address.TryParse(evidence["address"]?.Trim(), out wallet);
    }

    // The text is ours to write; what was posted only has to be the same. The register, whose answer costs most, is asked last.
    public async ValueTask<PersonhoodVerdict> VerifyAsync(PersonhoodEvidence evidence, PersonhoodChallenge challenge, CancellationToken cancellationToken)
    {
        if (!TryRead(evidence, out var source, out var wallet))
            return new PersonhoodVerdict.Refused("malformed", "The wallet is not an address, or its source is not known here.");
        if (!Hex.TryDecode(evidence["signature"]?.Trim() ?? "", out byte[] signature) || signature.Length == 0)
            return new PersonhoodVerdict.Refused("malformed", "The signature is not hexadecimal.");

        // Forms end lines in two characters, wallets in one.
        var text = source.TextFor(wallet, challenge);
        if (evidence["message"]?.Replace("\r\n", "\n", StringComparison.Ordinal) != text)
            return new PersonhoodVerdict.Refused("expired", "The text that was signed is that of another browser, or of a page that was opened before.");

        switch (await SignInSignature.CheckAsync(source.Rpc, wallet, text, signature, cancellationToken))
        {
            case SignInOutcome.Valid:
                break;
            case SignInOutcome.Unavailable:
                return new PersonhoodVerdict.Unavailable("A contract wallet could not be asked.");
            case SignInOutcome.NotDeployed:
                return new PersonhoodVerdict.Refused("invalid_proof", "The contract wallet is not deployed.");
            default:
                return new PersonhoodVerdict.Refused("invalid_proof", "The wallet did not sign the text.");
        }

        return await source.Rule.ReadAsync(source.Rpc, wallet, time.GetUtcNow(), cancellationToken) switch
        {
            WalletVerdict.Yes(var subject) => new PersonhoodVerdict.Accepted(Hex.Decode(subject), source.Level),
            WalletVerdict.No(var reason) => new PersonhoodVerdict.Refused("not_a_person", reason),
            WalletVerdict.Unavailable(var detail) => new PersonhoodVerdict.Unavailable(detail),
            var other => throw new InvalidOperationException($"No such verdict: {other.GetType()}"),
        };
    }
}
