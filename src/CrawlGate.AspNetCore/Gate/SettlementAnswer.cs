using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>What a buyer is told about a settlement.</summary>
internal static class SettlementAnswer
{
    /// <summary>Why the page is withheld; null when the payment settled.</summary>
    public static Refusal? RefusalOf(SettleOutcome outcome) => outcome switch
    {
        SettleOutcome.Settled => null,
        SettleOutcome.Rejected(var result) => Rejected(result),
        SettleOutcome.Unavailable => new Refusal.Explained(Problem.Unavailable),
        SettleOutcome.Unknown => new Refusal.Explained(Problem.OutcomeUnknown),
        _ => throw new InvalidOperationException($"No such outcome: {outcome.GetType()}"),
    };

    /// <summary>The payment will never count: a new quote with the reason.</summary>
    public static Refusal Rejected(SettleResponse? result) =>
        new Refusal.Quoted(QuoteReason.Refused(ReasonCode.Of(result?.ErrorReason, X402Errors.UnexpectedSettleError)), result);
}
