using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>A version 1 quote: the JSON body of a 402.</summary>
public sealed record PaymentRequiredV1
{
    /// <summary>Always 1.</summary>
    public int X402Version { get; init; } = 1;

    /// <summary>Why there is no access.</summary>
    public required string Error { get; init; }

    /// <summary>The offers.</summary>
    public required IReadOnlyList<PaymentRequirementsV1> Accepts { get; init; }
}

/// <summary>One way to pay as version 1 spells it: short network names and everything about the resource inside each entry.</summary>
public sealed record PaymentRequirementsV1
{
    /// <summary>The payment scheme.</summary>
    public required string Scheme { get; init; }

    /// <summary>The short network name, like <c>base-sepolia</c>.</summary>
    public required string Network { get; init; }

    /// <summary>The price in atomic units.</summary>
    public required string MaxAmountRequired { get; init; }

    /// <summary>The absolute URL of the resource.</summary>
    public required string Resource { get; init; }

    /// <summary>A sentence for people; required by the schema, may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>The media type of the paid answer; required by the 1.2.0 client, may be empty.</summary>
    public required string MimeType { get; init; }

    /// <summary>The account that is paid.</summary>
    public required string PayTo { get; init; }

    /// <summary>Validity of the authorization in seconds.</summary>
    public required int MaxTimeoutSeconds { get; init; }

    /// <summary>The token contract.</summary>
    public required string Asset { get; init; }

    /// <summary>Scheme-specific facts.</summary>
    public JsonElement? Extra { get; init; }

    /// <summary>The version 1 form of an offer, or null when version 1 has no name for its network.</summary>
    public static PaymentRequirementsV1? From(PaymentRequirements offer, ResourceInfo resource)
    {
        if (!CaipNetwork.TryParse(offer.Network, out var network) || network.V1Name is not { } name)
            return null;

        return new PaymentRequirementsV1
        {
            Scheme = offer.Scheme,
            Network = name,
            MaxAmountRequired = offer.Amount,
            Resource = resource.Url,
            Description = resource.Description ?? "",
            MimeType = resource.MimeType ?? "",
            PayTo = offer.PayTo,
            MaxTimeoutSeconds = offer.MaxTimeoutSeconds,
            Asset = offer.Asset,
            Extra = offer.Extra,
        };
    }
}
