using System.Text.Json.Serialization;
using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A payment as it leaves the ledger, for accountants and their programs; <see cref="PaymentColumns"/> says what each member means.
/// It holds nothing that could be presented as a payment again: no signature, no request.
/// </summary>
internal sealed record PaymentRecord(
    DateTimeOffset OpenedAt, DateTimeOffset ChangedAt, string State, string Network, string Asset, string Currency, string Payer, string Nonce, string PayTo,
    string Amount, string? Dollars, string Resource, string? Transaction, bool Deferred, int Attempts, DateTimeOffset ValidBefore, string? Identifier,
    string? Reason, string? Detail)
{
    public static PaymentRecord Of(LedgerEntry entry, LedgerToken token) => new(
        entry.OpenedAt.ToUniversalTime(),
        entry.ChangedAt.ToUniversalTime(),
        SettingName.Of(entry.State),
        CaipNetwork.ForEvm(entry.Key.ChainId).ToString(),
        entry.Key.Asset.ToString(),
        token.Currency,
        entry.Key.Payer.ToString(),
        entry.Key.Nonce.ToString(),
        entry.PayTo.ToString(),
        entry.Amount.ToString(),
        token.IsDollar ? token.Format(entry.Amount) : null,
        entry.Resource,
        TransactionOf(entry),
        entry.IsDeferred,
        entry.Attempts,
        entry.ValidBefore.ToUniversalTime(),
        entry.Identifier,
        entry.Result?.ErrorReason,
        entry.Detail);

    /// <summary>The transaction that settled a payment, or that may have.</summary>
    public static string? TransactionOf(LedgerEntry entry) => entry.Result?.Transaction is { Length: > 0 } settled ? settled : entry.Transaction;

    /// <summary>A payment's name: who pays and the nonce.</summary>
    public static string NameOf(in AuthorizationKey key) => $"{key.Payer}/{key.Nonce}";
}

/// <summary>Payments as JSON, one a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PaymentRecord))]
internal sealed partial class PaymentRecordJsonContext : JsonSerializerContext;
