using System.Globalization;
using System.Numerics;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>How amounts of a payment's token are written.</summary>
/// <param name="Currency">Its name in books: <c>USDC</c>, or the contract where nobody knows the token.</param>
/// <param name="Decimals">How many atomic digits one unit has; 0 where nobody knows the token, so that amounts are atomic.</param>
/// <param name="IsDollar">Whether one unit is a dollar; unknown tokens are not taken for dollars.</param>
internal sealed record LedgerToken(string Currency, int Decimals, bool IsDollar)
{
    /// <summary>An amount in units, exactly and without trailing zeros.</summary>
    public string Format(UInt256 amount) => DollarPrice.Format(amount, Decimals);

    /// <summary>A sum of amounts, which may exceed 256 bits.</summary>
    public string Format(BigInteger amount)
    {
        var sign = amount.Sign < 0 ? "-" : "";
        var digits = BigInteger.Abs(amount).ToString(CultureInfo.InvariantCulture).PadLeft(Decimals + 1, '0');
        var fraction = digits[^Decimals..].TrimEnd('0');
        return $"{sign}{digits[..^Decimals]}{(fraction.Length == 0 ? "" : ".")}{fraction}";
    }

    /// <summary>An amount for people: <c>$0.001</c>, or with the currency where it is no dollar.</summary>
    public string Say(BigInteger amount) => IsDollar ? $"${Format(amount)}" : $"{Format(amount)} atomic units of {Currency}";

    /// <inheritdoc cref="Say(BigInteger)"/>
    public string Say(UInt256 amount) => Say(amount.ToBigInteger());
}
