using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>Who pays, how much at most, and in which tokens.</summary>
public sealed record PaymentOptions
{
    /// <summary>The paying account.</summary>
    public required IEthereumSigner Signer { get; init; }

    /// <summary>The most that one request may cost, in dollars. An offer above it is refused, not haggled over.</summary>
    public decimal MaxPerRequest { get; init; } = 1m;

    /// <summary>
    /// The most that the handler signs away in its lifetime, in dollars; null for no limit. Everything signed counts, even when
    /// the server then refused: nothing stops a server from collecting a signature that it called bad.
    /// </summary>
    public decimal? MaxTotal { get; init; }

    /// <summary>The dollar tokens to pay with; null for the table of <see cref="KnownAssets"/>.</summary>
    public IReadOnlyList<TokenAsset>? AllowedAssets { get; init; }

    /// <summary>Dollar tokens to pay with besides those, such as one of a test chain. Looked at first.</summary>
    public IReadOnlyList<TokenAsset> AdditionalAssets { get; init; } = [];

    /// <summary>The networks to pay on; null for every network that has an allowed token.</summary>
    public IReadOnlyList<CaipNetwork>? Networks { get; init; }

    /// <summary>The payment schemes to pay with.</summary>
    public IReadOnlyList<IPaymentSchemeClient> Schemes { get; init; } = [new ExactEvmClient()];

    /// <summary>
    /// The longest request body, in bytes, that is kept in memory so that it can be sent again with the payment. Requests with a
    /// longer body are sent, but never paid for. 0 leaves every body alone.
    /// </summary>
    public int MaxRequestBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// How often a paid request is sent again, with the same payment, when its answer got lost or the server asks to come back.
    /// </summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>How long to wait for the answer to a paid request, its body not included, before it counts as lost.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock that validity counts from.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Signer);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxPerRequest);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxTotal ?? 0m, nameof(MaxTotal));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRequestBodyBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRetries);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AnswerTimeout, TimeSpan.Zero);
        if (AdditionalAssets.Concat(AllowedAssets ?? []).Any(asset => asset.Decimals is < 0 or > 28))
            throw new ArgumentException("A dollar token has between 0 and 28 decimals.", nameof(AdditionalAssets));
    }
}
