using CrawlGate.X402;

namespace CrawlGate.AspNetCore;

/// <summary>Why a request that brought a payment is not served.</summary>
internal abstract record Refusal
{
    private Refusal() { }

    /// <summary>The payment is no good: quote again, with the settlement's failed result if it came that far.</summary>
    public sealed record Quoted(QuoteReason Reason, SettleResponse? Result = null) : Refusal
    {
        /// <summary>The terms that are quoted, where they are not those of the payment.</summary>
        public PaymentTerms? Terms { get; init; }
    }

    /// <summary>Paying again would be wrong: no quote. A receipt where the payment has already been settled.</summary>
    public sealed record Explained(Problem Problem, SettleResponse? Result = null) : Refusal;
}
