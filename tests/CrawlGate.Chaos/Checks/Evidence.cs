using System.Globalization;
using System.Text;
using System.Text.Json;
using CrawlGate.X402;

namespace CrawlGate.Chaos;

/// <summary>All that is known about the payments of which something is wrong.</summary>
internal static class Evidence
{
    private const int MaxPayments = 5;

    public static async Task<string> WriteAsync(IReadOnlyCollection<Violation> violations, ChainBook chain, Books books)
    {
        var text = new StringBuilder();
        foreach (var violation in violations)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {violation.What}{(violation.Payment is { } payment ? $" [{payment.Flow} {payment.Key.Nonce}]" : "")}");
        foreach (var payment in violations.Select(violation => violation.Payment).OfType<PaymentRecord>().Distinct().Take(MaxPayments))
            await WriteAsync(text, payment, chain, books);
        return text.ToString();
    }

    private static async Task WriteAsync(StringBuilder text, PaymentRecord payment, ChainBook chain, Books books)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"\nPayment {payment.Key.Nonce} of {payment.Key.Payer}, flow {payment.Flow}, {payment.Authorization.Value} units");
        text.AppendLine(" ledger:");
        if (await books.Ledger.FindAsync(payment.Key) is { } entry)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {entry.Resource}: {entry.State}, version {entry.Version}, {entry.Attempts} attempt(s), owner {entry.Owner}, {entry.Transaction}, {entry.Result?.Transaction} {entry.Result?.ErrorReason}, {entry.Detail}");
        foreach (var line in await books.Ledger.ReadHistoryAsync(payment.Key))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {line.At:HH:mm:ss.fff} {line.Version} {line.State} by {line.Owner} {line.Transaction} {line.Detail}");
        text.AppendLine(" journal:");
        if (await books.Journal.FindAsync(payment.Key) is { } journaled)
            text.AppendLine("  " + JsonSerializer.Serialize(journaled, JournalJsonContext.Default.JournaledTransaction));
        text.AppendLine(" chain:");
        foreach (var paid in chain.Payments.GetValueOrDefault(payment.Key) ?? [])
            text.AppendLine(CultureInfo.InvariantCulture, $"  block {paid.Block}, {paid.Transaction}, {paid.Value}");
        text.AppendLine(" crawler:");
        foreach (var line in payment.Log)
            text.AppendLine("  " + line);
    }
}
