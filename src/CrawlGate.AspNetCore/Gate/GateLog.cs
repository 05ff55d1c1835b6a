using CrawlGate.Ethereum;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>What the gate logs. What every sale would repeat is for debugging; the ledger is the record. Signatures, nonces and header texts are never among it.</summary>
internal static partial class GateLog
{
    [LoggerMessage(1, LogLevel.Debug, "Payment of {Payer} settled in {Transaction}")]
    public static partial void Settled(this ILogger logger, Address payer, string transaction);

    [LoggerMessage(2, LogLevel.Warning, "Settlement for {Payer} was rejected: {Reason} ({Detail})")]
    public static partial void SettlementRejected(this ILogger logger, Address payer, string? reason, string? detail);

    [LoggerMessage(3, LogLevel.Error, "The outcome of a settlement for {Payer} is unknown, transaction {Transaction}: {Detail}")]
    public static partial void SettlementUnknown(this ILogger logger, Address payer, string? transaction, string detail);

    [LoggerMessage(4, LogLevel.Error, "The facilitator threw while settling; the outcome is treated as unknown")]
    public static partial void SettlementThrew(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The facilitator is unavailable: {Detail}")]
    public static partial void FacilitatorUnavailable(this ILogger logger, string detail);

    [LoggerMessage(6, LogLevel.Critical, "The payment ledger failed")]
    public static partial void LedgerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Critical, "The ledger entry of {Payer} was not where it should be when moved to {State}")]
    public static partial void LedgerMoveLost(this ILogger logger, Address payer, LedgerState state);

    [LoggerMessage(8, LogLevel.Information, "Payments are open: {Detail}")]
    public static partial void PaymentsReady(this ILogger logger, string detail);

    [LoggerMessage(9, LogLevel.Error, "Payments are closed and priced routes answer 503 to crawlers: {Detail}")]
    public static partial void PaymentsClosed(this ILogger logger, string detail);

    [LoggerMessage(10, LogLevel.Debug, "Payment refused: {Reason}")]
    public static partial void PaymentRefused(this ILogger logger, string reason);

    [LoggerMessage(11, LogLevel.Error, "The facilitator threw while verifying; nothing was sent")]
    public static partial void VerificationThrew(this ILogger logger, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "The ledger could not {What} the payment of {Payer}; it is tried again")]
    public static partial void LedgerChoreKept(this ILogger logger, Exception exception, string what, Address payer);

    [LoggerMessage(13, LogLevel.Critical, "Too much waits to be written into the ledger; what is dropped is found out again from the chain")]
    public static partial void LedgerChoreDropped(this ILogger logger);

    [LoggerMessage(14, LogLevel.Error, "The ledger does not answer; priced routes answer 503 to crawlers: {Detail}")]
    public static partial void LedgerLost(this ILogger logger, string detail);

    [LoggerMessage(15, LogLevel.Information, "The ledger answers again")]
    public static partial void LedgerBack(this ILogger logger);

    [LoggerMessage(16, LogLevel.Information, "{Count} deferred payments settled, {Failed} failed, {Open} still open")]
    public static partial void DeferredSettled(this ILogger logger, int count, int failed, int open);

    [LoggerMessage(17, LogLevel.Error, "A round of {Work} failed and is tried again")]
    public static partial void RoundFailed(this ILogger logger, Exception exception, string work);
}
