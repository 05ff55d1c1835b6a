using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>What a transaction bids for its place in a block (EIP-1559), never above a ceiling.</summary>
/// <param name="MaxFeePerGas">Wei per gas, the tip included.</param>
/// <param name="MaxPriorityFeePerGas">The tip in wei per gas.</param>
internal readonly record struct FeeOffer(UInt256 MaxFeePerGas, UInt256 MaxPriorityFeePerGas)
{
    /// <summary>Twice the base fee and the tip, which lasts six full blocks; null when not even the next block is below the ceiling.</summary>
    public static FeeOffer? First(GasFees fees, UInt256 ceiling)
    {
        var (baseFee, tip) = (fees.BaseFeePerGas.ToBigInteger(), fees.PriorityFeePerGas.ToBigInteger());
        return baseFee + tip > ceiling.ToBigInteger()
            ? null
            : new FeeOffer(Lower(UInt256.FromBigInteger((baseFee * 2) + tip), ceiling), fees.PriorityFeePerGas);
    }

    /// <summary>At least an eighth more in both parts, which is what nodes ask of a replacement; null when that is above the ceiling.</summary>
    public static FeeOffer? Replacing(SignedBroadcast last, GasFees fees, UInt256 ceiling)
    {
        var (least, leastTip) = (Raise(last.MaxFeePerGas), Raise(last.MaxPriorityFeePerGas));
        if (least > ceiling)
            return null;

        var current = UInt256.FromBigInteger((fees.BaseFeePerGas.ToBigInteger() * 2) + fees.PriorityFeePerGas.ToBigInteger());
        var max = Lower(Higher(least, current), ceiling);
        return new FeeOffer(max, Lower(Higher(leastTip, fees.PriorityFeePerGas), max));
    }

    private static UInt256 Raise(UInt256 fee) => UInt256.FromBigInteger(fee.ToBigInteger() + (fee.ToBigInteger() / 8) + 1);

    private static UInt256 Higher(UInt256 a, UInt256 b) => a > b ? a : b;

    private static UInt256 Lower(UInt256 a, UInt256 b) => a < b ? a : b;
}
