using System.Globalization;

namespace CrawlGate.X402;

/// <summary>A CAIP-2 chain identifier such as <c>eip155:8453</c>, the network name of x402 version 2.</summary>
/// <param name="Namespace">The chain family, like <c>eip155</c>.</param>
/// <param name="Reference">The chain within the family, like <c>8453</c>.</param>
public readonly record struct CaipNetwork(string Namespace, string Reference)
{
    private const string Evm = "eip155";

    /// <summary>The EIP-155 chain id, or null when this is no EVM chain with a canonical decimal reference.</summary>
    public ulong? EvmChainId =>
        Namespace == Evm && Reference is [>= '1' and <= '9', ..] && ulong.TryParse(Reference, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The short name that x402 version 1 uses for this network, or null where it has none.</summary>
    public string? V1Name => V1Networks.NameOf(this);

    /// <summary>The network of an EVM chain.</summary>
    public static CaipNetwork ForEvm(ulong chainId) => new(Evm, chainId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads <c>namespace:reference</c> as CAIP-2 spells it: 3–8 characters of [-a-z0-9], then 1–32 of [-_a-zA-Z0-9].</summary>
    public static bool TryParse(string? text, out CaipNetwork network)
    {
        network = default;
        var colon = text?.IndexOf(':') ?? -1;
        if (colon is < 3 or > 8 || text!.Length - colon - 1 is < 1 or > 32)
            return false;

        foreach (var c in text.AsSpan(0, colon))
            if (c is not ('-' or (>= 'a' and <= 'z') or (>= '0' and <= '9')))
                return false;
        foreach (var c in text.AsSpan(colon + 1))
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;

        network = new CaipNetwork(text[..colon], text[(colon + 1)..]);
        return true;
    }

    /// <summary>Reads like <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">The text is no CAIP-2 identifier.</exception>
    public static CaipNetwork Parse(string text) =>
        TryParse(text, out var network) ? network : throw new FormatException($"'{text}' is not a CAIP-2 network such as eip155:8453.");

    /// <summary>The CAIP-2 text.</summary>
    public override string ToString() => $"{Namespace}:{Reference}";
}
