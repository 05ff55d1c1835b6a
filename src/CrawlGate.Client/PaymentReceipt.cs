using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>
/// What was signed for a request, and what the server said became of it. A server may serve without saying: then
/// <see cref="Success"/> and <see cref="Transaction"/> are null.
/// </summary>
public sealed record PaymentReceipt
{
    /// <summary>What was paid for.</summary>
    public required Uri Resource { get; init; }

    /// <summary>The payment scheme.</summary>
    public required string Scheme { get; init; }

    /// <summary>The token, and in it the network.</summary>
    public required TokenAsset Asset { get; init; }

    /// <summary>What was signed away, in atomic units of the token.</summary>
    public required UInt256 Amount { get; init; }

    /// <summary>The same in dollars.</summary>
    public required decimal Dollars { get; init; }

    /// <summary>The paying account.</summary>
    public required Address Payer { get; init; }

    /// <summary>The account that is paid.</summary>
    public required Address PayTo { get; init; }

    /// <summary>When the signature stops counting, whatever the server says.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>The network of the token.</summary>
    public CaipNetwork Network => Asset.Network;

    /// <summary>Whether the server says that the money moved; null when it says nothing, or speaks of another network or payer.</summary>
    public bool? Success { get; init; }

    /// <summary>The transaction as the server names it, or null. Only the chain proves it.</summary>
    public string? Transaction { get; init; }

    /// <summary>The server's code for why the money did not move.</summary>
    public string? ErrorReason { get; init; }
}
