using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Why the facilitator service does not settle.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Detail">For operators.</param>
/// <param name="RetryAfter">When to ask again.</param>
internal sealed record FacilitatorTrouble(string Code, string Detail, TimeSpan RetryAfter)
{
    public const string ChainUnread = "chain_unavailable";
    public const string BalanceLow = "signer_balance_low";
    public const string GasTooHigh = "gas_price_too_high";

    private const int EtherDecimals = 18;
    private const int GweiDecimals = 9;

    // Four readings missed.
    private static readonly TimeSpan Outdated = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UntilSomebodyPays = TimeSpan.FromSeconds(60);

    /// <summary>What is wrong by the last reading; null when nothing is.</summary>
    public static FacilitatorTrouble? Find(FacilitatorReading? reading, FacilitatorServiceSettings settings, DateTimeOffset now)
    {
        if (reading is null || now - reading.At > Outdated)
            return new FacilitatorTrouble(ChainUnread, "no node tells what gas costs and what the settling account has", Soon);

        foreach (var (signer, wei) in reading.Signers)
        {
            if (settings.MinBalance is { } least && wei < least)
                return new FacilitatorTrouble(BalanceLow, $"{signer} has {Ether(wei)} of the chain's coin, less than MinSignerBalance ({Ether(least)})", UntilSomebodyPays);
        }

        return settings.MaxFee is { } most && reading.FeePerGas > most
            ? new FacilitatorTrouble(GasTooHigh, $"gas costs {Gwei(reading.FeePerGas)} gwei, more than MaxFeeGwei ({Gwei(most)})", Soon)
            : null;
    }

    public static string Ether(Ethereum.UInt256 wei) => DollarPrice.Format(wei, EtherDecimals);

    public static string Gwei(Ethereum.UInt256 wei) => DollarPrice.Format(wei, GweiDecimals);
}
