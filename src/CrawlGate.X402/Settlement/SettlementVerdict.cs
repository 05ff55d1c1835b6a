using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>What settling came to, before it is put into the words of one caller.</summary>
internal abstract record SettlementVerdict
{
    private SettlementVerdict() { }

    public sealed record Moved(Bytes32 Transaction) : SettlementVerdict;

    public sealed record Failed(string Reason, string? Message = null, Bytes32? Transaction = null) : SettlementVerdict;

    public sealed record Unknown(string Detail, Bytes32? Transaction, string Reason = X402Errors.SettlementPending) : SettlementVerdict;

    public sealed record Unavailable(string Detail) : SettlementVerdict;

    /// <param name="network">The network in the caller's protocol version.</param>
    /// <param name="payer">The paying account.</param>
    public SettleOutcome ToOutcome(string network, string payer) => this switch
    {
        Moved moved => new SettleOutcome.Settled(new SettleResponse { Success = true, Transaction = moved.Transaction.ToString(), Network = network, Payer = payer }),
        Failed failed => new SettleOutcome.Rejected(SettleResponse.Failed(failed.Reason, network, payer, failed.Transaction?.ToString() ?? "", failed.Message)),
        Unknown unknown => new SettleOutcome.Unknown(LogText.Clean(unknown.Detail), unknown.Transaction?.ToString()) { Reason = unknown.Reason },
        Unavailable unavailable => new SettleOutcome.Unavailable(LogText.Clean(unavailable.Detail)),
        _ => throw new InvalidOperationException($"Unexpected verdict {GetType().Name}."),
    };
}
