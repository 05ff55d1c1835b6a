using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>What the chain said of gas.</summary>
/// <param name="At">When it said so.</param>
/// <param name="Signers">The settling accounts and their wei.</param>
/// <param name="FeePerGas">What a unit of gas costs: base fee and tip, in wei.</param>
internal sealed record FacilitatorReading(DateTimeOffset At, IReadOnlyList<SignerBalance> Signers, UInt256 FeePerGas);

/// <summary>A settling account's balance.</summary>
/// <param name="Signer">The account.</param>
/// <param name="Wei">What it has.</param>
internal readonly record struct SignerBalance(string Signer, UInt256 Wei);
