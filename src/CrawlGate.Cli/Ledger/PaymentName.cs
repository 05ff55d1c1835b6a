using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Cli;

/// <summary>A payment as an operator names it: <c>payer/nonce</c>, a nonce or a transaction, each perhaps cut short.</summary>
internal sealed record PaymentName
{
    // Fewer digits would hardly name one payment.
    private const int FewestDigits = 4;
    private const int ShownDigits = 8;

    private readonly string? _payer;
    private readonly string _rest;

    private PaymentName(string? payer, string rest) => (_payer, _rest) = (payer, rest);

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse(string text, out PaymentName name)
    {
        var parts = text.ToLowerInvariant().Split('/');
        name = parts.Length == 2 ? new PaymentName(parts[0], parts[1]) : new PaymentName(null, parts[0]);
        return parts.Length <= 2 && Array.TrueForAll(parts, IsDigits);
    }

    /// <summary>A short name that can be typed, and mostly names one payment.</summary>
    public static string Shorten(in AuthorizationKey key) => $"{Shorten(key.Payer.ToString()).ToLowerInvariant()}/{Shorten(key.Nonce.ToString())}";

    /// <summary>The first digits.</summary>
    public static string Shorten(string hex) => hex.Length <= 2 + ShownDigits ? hex : hex[..(2 + ShownDigits)];

    /// <summary>Whether this may be the name of a payment.</summary>
    public bool Matches(LedgerEntry entry)
    {
        if (_payer is not null)
            return Begins(entry.Key.Payer.ToString(), _payer) && Begins(entry.Key.Nonce.ToString(), _rest);

        return Begins(entry.Key.Nonce.ToString(), _rest) || (PaymentRecord.TransactionOf(entry) is { } transaction && Begins(transaction, _rest));
    }

    private static bool Begins(string hex, string digits) => hex.StartsWith(digits, StringComparison.OrdinalIgnoreCase);

    private static bool IsDigits(string text) => text.StartsWith("0x", StringComparison.Ordinal) && text.Length >= 2 + FewestDigits && text.AsSpan(2).IndexOfAnyExcept(Hexadecimal) < 0;

    private static readonly System.Buffers.SearchValues<char> Hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdef");
}
