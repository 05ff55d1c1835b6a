using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// What is known of a payment without asking the chain, with the question of the signature left open where only the chain can
/// answer it.
/// </summary>
internal readonly struct ExactEvmInspection
{
    /// <summary>A refusal that comes before the signature in the scheme's order of checks; nothing else is filled in then.</summary>
    public string? RefusedEarly { get; init; }

    /// <summary>A refusal that comes after the signature.</summary>
    public string? RefusedLate { get; init; }

    /// <summary>The parsed requirements.</summary>
    public ExactEvmTerms Terms { get; init; }

    /// <summary>The parsed payload.</summary>
    public ExactEvmPayload Payload { get; init; }

    /// <summary>What was to be signed.</summary>
    public Bytes32 Digest { get; init; }

    /// <summary>Whether a strict signature of the payer's own key was given.</summary>
    public bool SignatureProven { get; init; }

    /// <summary>Whether the authorization pays whom and how much the requirements ask for.</summary>
    public bool PaysTerms => Payload.Authorization.To == Terms.PayTo && Payload.Authorization.Value == Terms.Amount;
}
