using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>What the chain said of gas.</summary>
/// <param name="At">When it said so.</param>
/// <param name="Signers">The settling accounts and their wei.</param>
/// <param name="FeePerGas">What a unit of gas costs: base fee and tip, in wei.</param>
internal sealed record FacilitatorReading(DateTimeOffset At, IReadOnlyList<SignerBalance> Signers, UInt256 FeePerGas);
