using System.Numerics;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Prices for agents with a human behind them.</summary>
public static class AgentKitDiscount
{
    private const int Whole = 100;

    /// <summary>
    /// What is left of an amount, in atomic units, rounded down as the reference rounds. It can be zero, by a percentage of 100 or by
    /// rounding: nothing is left to pay then.
    /// </summary>
    /// <param name="amount">The full amount.</param>
    /// <param name="percent">What is taken off, 1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is another number.</exception>
    public static UInt256 Apply(UInt256 amount, int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, Whole);
        return UInt256.FromBigInteger(amount.ToBigInteger() * new BigInteger(Whole - percent) / Whole);
    }
}
