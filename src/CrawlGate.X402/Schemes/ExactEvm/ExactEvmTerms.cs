using System.Runtime.CompilerServices;
using System.Text.Json;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Requirements of the scheme in parsed form. Kept per instance, so that a long-lived offer is parsed once.</summary>
public sealed class ExactEvmTerms
{
    private static readonly ConditionalWeakTable<PaymentRequirements, Parsed> Cache = [];

    private ExactEvmTerms(CaipNetwork network, ulong chainId, Address asset, Address payTo, UInt256 amount, string name, string version)
    {
        Network = network.ToString();
        V1Network = network.V1Name;
        ChainId = chainId;
        Asset = asset;
        PayTo = payTo;
        Amount = amount;
        Name = name;
        Version = version;
        DomainSeparator = Eip712.DomainSeparator(name, version, chainId, asset);
    }

    /// <summary>The CAIP-2 network.</summary>
    public string Network { get; }

    /// <summary>The network as version 1 names it, or null.</summary>
    public string? V1Network { get; }

    /// <summary>The EIP-155 chain id.</summary>
    public ulong ChainId { get; }

    /// <summary>The token.</summary>
    public Address Asset { get; }

    /// <summary>The account that is paid.</summary>
    public Address PayTo { get; }

    /// <summary>The price in atomic units.</summary>
    public UInt256 Amount { get; }

    /// <summary>The token's EIP-712 name.</summary>
    public string Name { get; }

    /// <summary>The token's EIP-712 version.</summary>
    public string Version { get; }

    /// <summary>The token's EIP-712 domain separator.</summary>
    public Bytes32 DomainSeparator { get; }

    /// <summary>Parses requirements or finds them parsed; <paramref name="invalidReason"/> is a code of <see cref="ExactEvmErrors"/> or <see cref="X402Errors"/>.</summary>
    public static bool TryGet(PaymentRequirements requirements, out ExactEvmTerms terms, out string? invalidReason)
    {
        if (!Cache.TryGetValue(requirements, out var parsed))
            parsed = Cache.GetValue(requirements, static key => Parse(key));

        terms = parsed.Terms!;
        invalidReason = parsed.InvalidReason;
        return invalidReason is null;
    }

    private static Parsed Parse(PaymentRequirements requirements)
    {
        if (requirements.Scheme != ExactEvmScheme.SchemeName)
            return new Parsed(null, ExactEvmErrors.Scheme);
        if (!TryGetText(requirements.Extra, "name"u8, out var name) || !TryGetText(requirements.Extra, "version"u8, out var version))
            return new Parsed(null, ExactEvmErrors.MissingDomain);
        if (TryGetText(requirements.Extra, "assetTransferMethod"u8, out var method) && method != "eip3009")
            return new Parsed(null, X402Errors.InvalidRequirements);
        if (!CaipNetwork.TryParse(requirements.Network, out var network) || network.EvmChainId is not { } chainId)
            return new Parsed(null, X402Errors.InvalidNetwork);

        return Address.TryParse(requirements.Asset, out var asset)
            && Address.TryParse(requirements.PayTo, out var payTo)
            && UInt256.TryParse(requirements.Amount, out var amount)
                ? new Parsed(new ExactEvmTerms(network, chainId, asset, payTo, amount, name, version), null)
                : new Parsed(null, X402Errors.InvalidRequirements);
    }

    private static bool TryGetText(JsonElement? extra, ReadOnlySpan<byte> member, out string text)
    {
        text = "";
        return extra is { } value && StrictJson.TryGetText(value, member, out text);
    }

    private sealed record Parsed(ExactEvmTerms? Terms, string? InvalidReason);
}
