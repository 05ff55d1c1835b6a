using System.Numerics;
using System.Text.Json.Serialization;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary>The latest payments of those asked for, and the totals of all of them. Memory grows with what is shown, not with the ledger.</summary>
/// <param name="Latest">The newest first.</param>
/// <param name="Totals">Count and sum for each state and currency.</param>
/// <param name="Tokens">How amounts are written.</param>
internal sealed record LedgerListing(IReadOnlyList<LedgerEntry> Latest, IReadOnlyList<LedgerTotal> Totals, LedgerTokens Tokens)
{
    /// <summary>How many payments there are, shown or not.</summary>
    public long Matching => Totals.Sum(total => total.Count);

    /// <summary>Reads it from entries in the order in which they were first claimed.</summary>
    public static async Task<LedgerListing> ReadAsync(IAsyncEnumerable<LedgerEntry> entries, LedgerTokens tokens, int limit, CancellationToken cancellationToken)
    {
        var latest = new Queue<LedgerEntry>();
        var totals = new Dictionary<(LedgerState State, LedgerToken Token), (long Count, BigInteger Sum)>();
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            if (latest.Count == limit)
                latest.Dequeue();
            latest.Enqueue(entry);
            var key = (entry.State, tokens.Find(entry.Key));
            var (count, sum) = totals.GetValueOrDefault(key);
            totals[key] = (count + 1, sum + entry.Amount.ToBigInteger());
        }

        return new LedgerListing(
            [.. latest.Reverse()],
            [.. totals.OrderBy(total => total.Key.State).ThenBy(total => total.Key.Token.Currency, StringComparer.Ordinal)
                .Select(total => new LedgerTotal(total.Key.State, total.Key.Token, total.Value.Count, total.Value.Sum))],
            tokens);
    }

    /// <summary>The same for programs.</summary>
    public LedgerListReport ToReport() => new(
        Matching,
        [.. Latest.Select(entry => PaymentRecord.Of(entry, Tokens.Find(entry.Key)))],
        [.. Totals.Select(total => new LedgerTotalReport(
            SettingName.Of(total.State), total.Count, total.Token.Currency, total.Sum.ToString(System.Globalization.CultureInfo.InvariantCulture), total.Token.IsDollar ? total.Token.Format(total.Sum) : null))]);
}

/// <summary>What payments of one state come to.</summary>
internal sealed record LedgerTotal(LedgerState State, LedgerToken Token, long Count, BigInteger Sum);

/// <summary>A listing for programs.</summary>
/// <param name="Matching">How many payments there are, shown or not.</param>
/// <param name="Payments">The newest first.</param>
/// <param name="Totals">Of all of them.</param>
internal sealed record LedgerListReport(long Matching, IReadOnlyList<PaymentRecord> Payments, IReadOnlyList<LedgerTotalReport> Totals);

/// <summary>What payments of one state and currency come to; the amount in atomic units, dollars where the token is one.</summary>
internal sealed record LedgerTotalReport(string State, long Count, string Currency, string Amount, string? Dollars);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LedgerListReport))]
[JsonSerializable(typeof(AuditReport))]
internal sealed partial class LedgerJsonContext : JsonSerializerContext;
