using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>The text that an agent signed, made again from its header.</summary>
public static class AgentKitMessage
{
    private const string EvmPrefix = "eip155:";
    private const string SolanaPrefix = "solana:";
    private const string SolanaGreeting = " wants you to sign in with your Solana account:";
    private const string Base58Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    // 32 bytes in base58.
    private const int MaxSolanaAddressLength = 44;
    private const int MaxReferenceLength = 32;

    /// <summary>The text; false when a field is not what the message may hold.</summary>
    public static bool TryFormat(AgentKitHeader header, [NotNullWhen(true)] out string? text)
    {
        if (TryReadEvmChain(header.ChainId, out var chainId))
            return TryFormatEthereum(header, chainId, out text, out _);

        text = TryFormatSolana(header);
        return text is not null;
    }

    /// <summary>The text and the account for an Ethereum chain; the address has to be written with its EIP-55 checksum.</summary>
    internal static bool TryFormatEthereum(AgentKitHeader header, ulong chainId, [NotNullWhen(true)] out string? text, out Address account)
    {
        text = null;
        return Address.TryParse(header.Address, out account)
            && account.ToString() == header.Address
            && header.Version == SignInMessage.Version
            && ToMessage(header, account, chainId).TryFormat(out text, out _);
    }

    /// <summary>The chain id of <c>eip155:480</c>; other spellings of the number are none.</summary>
    internal static bool TryReadEvmChain(string chain, out ulong id)
    {
        id = 0;
        return chain.StartsWith(EvmPrefix, StringComparison.Ordinal)
            && ulong.TryParse(chain.AsSpan(EvmPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out id)
            && chain.Length == EvmPrefix.Length + id.ToString(CultureInfo.InvariantCulture).Length;
    }

    private static SignInMessage ToMessage(AgentKitHeader header, Address account, ulong chainId) => new()
    {
        Domain = header.Domain,
        Address = account,
        Statement = header.Statement,
        Uri = header.Uri,
        ChainId = chainId,
        Nonce = header.Nonce,
        IssuedAt = header.IssuedAt,
        ExpirationTime = header.ExpirationTime,
        NotBefore = header.NotBefore,
        RequestId = header.RequestId,
        Resources = header.Resources,
    };

    /// <summary>Sign-In with Solana: as for Ethereum, but without a statement one blank line, and no heading over no resources.</summary>
    private static string? TryFormatSolana(AgentKitHeader header)
    {
        var reference = header.ChainId.StartsWith(SolanaPrefix, StringComparison.Ordinal) ? header.ChainId[SolanaPrefix.Length..] : "";
        if (reference.Length is 0 or > MaxReferenceLength || !reference.All(char.IsAsciiLetterOrDigit)
            || header.Address.Length is 0 or > MaxSolanaAddressLength || header.Address.AsSpan().ContainsAnyExcept(Base58Digits)
            || header.Version != SignInMessage.Version
            // The other fields may hold what they may hold for Ethereum.
            || !ToMessage(header, default, 0).TryFormat(out _, out _))
        {
            return null;
        }

        var text = new StringBuilder().Append(header.Domain).Append(SolanaGreeting).Append('\n').Append(header.Address).Append("\n\n");
        if (!string.IsNullOrEmpty(header.Statement))
            text.Append(header.Statement).Append("\n\n");

        text.Append("URI: ").Append(header.Uri)
            .Append("\nVersion: ").Append(header.Version)
            .Append("\nChain ID: ").Append(reference)
            .Append("\nNonce: ").Append(header.Nonce)
            .Append("\nIssued At: ").Append(header.IssuedAt);
        SignInMessage.AppendOptional(text, header.ExpirationTime, header.NotBefore, header.RequestId);
        return header.Resources is not { Count: > 0 } resources
            ? text.ToString()
            : text.Append("\nResources:").Append(string.Concat(resources.Select(resource => "\n- " + resource))).ToString();
    }
}
