using System.Globalization;

namespace CrawlGate.AspNetCore;

/// <summary>What is exported of a payment: the columns of CSV and the members of JSON, by the same names in the same order.</summary>
internal static class PaymentColumns
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<PaymentColumn> All { get; } =
    [
        new("openedAt", record => Text(record.OpenedAt)),
        new("changedAt", record => Text(record.ChangedAt)),
        new("state", record => record.State),
        new("network", record => record.Network),
        new("asset", record => record.Asset),
        new("currency", record => record.Currency),
        new("payer", record => record.Payer),
        new("nonce", record => record.Nonce),
        new("payTo", record => record.PayTo),
        new("amount", record => record.Amount),
        new("dollars", record => record.Dollars),
        new("resource", record => record.Resource),
        new("transaction", record => record.Transaction),
        new("deferred", record => record.Deferred ? "true" : "false"),
        new("attempts", record => record.Attempts.ToString(CultureInfo.InvariantCulture)),
        new("validBefore", record => Text(record.ValidBefore)),
        new("identifier", record => record.Identifier),
        new("reason", record => record.Reason),
        new("detail", record => record.Detail),
    ];

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>One column.</summary>
/// <param name="Name">Its name, stable between versions.</param>
/// <param name="Read">A payment's text in it; null for an empty cell.</param>
internal sealed record PaymentColumn(string Name, Func<PaymentRecord, string?> Read);
