using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>One payment that is being settled in this process. All who ask for it at the same time wait for the same verdict.</summary>
internal sealed class SettlementAttempt(ExactEvmInspection inspection)
{
    private readonly TaskCompletionSource<SettlementVerdict> _verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TransactionWatch? _watch;

    public ExactEvmInspection Inspection => inspection;

    public AuthorizationKey Key { get; } = new(
        inspection.Terms.ChainId, inspection.Terms.Asset, inspection.Payload.Authorization.From, inspection.Payload.Authorization.Nonce);

    public Eip3009Authorization Authorization => inspection.Payload.Authorization;

    public Address Asset => inspection.Terms.Asset;

    public JournaledPayment Payment => new(Key, Authorization);

    public Task<SettlementVerdict> Verdict => _verdict.Task;

    /// <summary>The transaction that it waits for.</summary>
    public TransactionWatch? Watch
    {
        get => _watch;
        set => _watch = value;
    }

    public void Decide(SettlementVerdict verdict) => _verdict.TrySetResult(verdict);

    /// <summary>
    /// What a closed transaction means for this payment; null when it may be tried again. A transaction can also hold another
    /// authorization with the same nonce: when that has paid, this one never will.
    /// </summary>
    public SettlementVerdict? Read(JournaledTransaction closed)
    {
        if (closed.Payments.FirstOrDefault(payment => payment.Key == Key) is not { Result: { } result } held)
            return null;
        if (held.Authorization != Authorization)
            return result.HasMoved || result.Reason == ExactEvmErrors.NonceAlreadyUsed ? new SettlementVerdict.Failed(ExactEvmErrors.NonceAlreadyUsed) : null;

        return result switch
        {
            { Transaction: { } moved, Reason: null } => new SettlementVerdict.Moved(moved),
            { Transaction: { } mined, Reason: { } reason } => new SettlementVerdict.Unknown("The events do not prove the authorised transfer.", mined, reason),
            { Reason: { } reason } => new SettlementVerdict.Failed(reason, null, reason == ExactEvmErrors.TransactionFailed ? closed.Mined : null),
            _ => null,
        };
    }
}
