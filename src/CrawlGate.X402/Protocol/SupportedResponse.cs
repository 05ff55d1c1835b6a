using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>A facilitator's answer to <c>/supported</c>.</summary>
public sealed record SupportedResponse
{
    /// <summary>The scheme and network pairs it settles.</summary>
    public required IReadOnlyList<SupportedKind> Kinds { get; init; }

    /// <summary>The extensions it knows.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>The accounts it settles from, by network pattern such as <c>eip155:*</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Signers { get; init; }

    /// <summary>Whether a scheme is settled on a network, wildcards like <c>eip155:*</c> included.</summary>
    public bool Supports(string scheme, CaipNetwork network)
    {
        var exact = network.ToString();
        var wildcard = network.Namespace + ":*";
        return Kinds.Any(kind => kind.X402Version == 2 && kind.Scheme == scheme && (kind.Network == exact || kind.Network == wildcard));
    }
}

/// <summary>One scheme on one network in one protocol version.</summary>
/// <param name="X402Version">1 or 2.</param>
/// <param name="Scheme">The payment scheme.</param>
/// <param name="Network">A CAIP-2 identifier or wildcard in version 2, a short name in version 1.</param>
/// <param name="Extra">Facts to copy into offers.</param>
public sealed record SupportedKind(int X402Version, string Scheme, string Network, JsonElement? Extra = null);
