using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// Submits one authorised transfer and finds out what came of it. Anybody who saw the authorization can submit it too, so a nonce
/// that is already used may mean that the payee has been paid: the chain's events decide, never the failure alone.
/// </summary>
internal sealed class ExactEvmSettlement(ExactEvmChain chain, TransactionSender sender, TimeSpan receiptTimeout)
{
    public async Task<SettleOutcome> RunAsync(ExactEvmInspection inspection, string network, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(inspection, network);
        try
        {
            if (!inspection.SignatureProven && await chain.RefuseSignatureAsync(inspection, cancellationToken) is { } unsigned)
                return attempt.Rejected(unsigned);

            // Too late to send, but an earlier attempt may have paid.
            if (inspection.RefusedLate == ExactEvmErrors.ValidBefore)
                return await JudgeByFateAsync(attempt, ExactEvmErrors.ValidBefore, null, cancellationToken);
            if (inspection.RefusedLate is { } late)
                return attempt.Rejected(late);
            if (!await chain.HasCodeAsync(attempt.Asset, cancellationToken))
                return attempt.Rejected(ExactEvmErrors.AssetNotDeployed);

            // An honest key's transfer cannot burn more gas than the token asks for; a wallet's own code can.
            if (!inspection.SignatureProven && await chain.RefuseTransferAsync(inspection, sender.Address, cancellationToken) is { } refusal)
                return await JudgeByFateAsync(attempt, refusal.Reason, refusal.Message, cancellationToken);
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new SettleOutcome.Unavailable(LogText.Clean(failure.Message));
        }

        var submission = await SubmitAsync(inspection, cancellationToken);
        return submission switch
        {
            TransactionSubmission.Sent sent => await JudgeAsync(attempt, sent.Transaction, "No receipt in time.", cancellationToken),
            TransactionSubmission.Uncertain uncertain => await JudgeAsync(attempt, uncertain.Transaction, uncertain.Detail, cancellationToken),
            TransactionSubmission.Refused refused => await ExplainAsync(attempt, refused, cancellationToken),
            TransactionSubmission.NotSent unsent => new SettleOutcome.Unavailable(LogText.Clean(unsent.Detail)),
            _ => throw new InvalidOperationException($"Unexpected submission {submission.GetType().Name}."),
        };
    }

    private async Task<TransactionSubmission> SubmitAsync(ExactEvmInspection inspection, CancellationToken cancellationToken)
    {
        var call = ExactEvmChain.TransferCall(inspection.Payload);
        try
        {
            return await sender.SendAsync(inspection.Terms.Asset, call, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The sender lets only the signer's own failures out, which happen before anything is broadcast.
            return new TransactionSubmission.NotSent($"The signer failed: {failure.GetType().Name}.");
        }
    }

    /// <summary>From here on money may have moved, so cancellation ends in an unknown outcome and not in an exception.</summary>
    private async Task<SettleOutcome> JudgeAsync(Attempt attempt, Bytes32 transaction, string unknownDetail, CancellationToken cancellationToken)
    {
        try
        {
            if (await sender.WaitForReceiptAsync(transaction, receiptTimeout, cancellationToken) is not { } receipt)
                return attempt.Unknown(unknownDetail, transaction);
            if (!receipt.Succeeded)
                return await JudgeByFateAsync(attempt, ExactEvmErrors.TransactionFailed, null, cancellationToken, transaction);

            return Eip3009Token.ProvesTransfer(receipt.Logs, attempt.Asset, attempt.Authorization)
                ? attempt.Settled(transaction)
                : attempt.Unknown("The transaction succeeded without the event of the authorised transfer.", transaction, ExactEvmErrors.TransferEventMismatch);
        }
        catch (OperationCanceledException)
        {
            return attempt.Unknown("Cancelled while waiting for the receipt.", transaction);
        }
    }

    /// <summary>The transfer would revert, so nothing was sent. Says why as verification does.</summary>
    private async Task<SettleOutcome> ExplainAsync(Attempt attempt, TransactionSubmission.Refused refused, CancellationToken cancellationToken)
    {
        try
        {
            return await chain.RefuseTransferAsync(attempt.Inspection, sender.Address, cancellationToken) is { } refusal
                ? await JudgeByFateAsync(attempt, refusal.Reason, refusal.Message, cancellationToken)
                : new SettleOutcome.Unavailable(LogText.Clean(refused.Detail));
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new SettleOutcome.Unavailable(LogText.Clean(failure.Message));
        }
    }

    /// <summary>Decides a failed or impossible submission: <paramref name="reason"/> stands when the authorization is still unused.</summary>
    private async Task<SettleOutcome> JudgeByFateAsync(
        Attempt attempt, string reason, string? message, CancellationToken cancellationToken, Bytes32? transaction = null) =>
        await chain.FindFateAsync(attempt.Authorization, attempt.Asset, cancellationToken) switch
        {
            AuthorizationFate.Paid paid => attempt.Settled(paid.Transaction),
            AuthorizationFate.Spent => attempt.Rejected(ExactEvmErrors.NonceAlreadyUsed),
            AuthorizationFate.Unused => attempt.Rejected(reason, message, transaction),
            AuthorizationFate.UsedWithoutTrace => attempt.Unknown("The authorization is used, its event was not found.", transaction),

            // A token that does not know authorizations cannot have used one.
            AuthorizationFate.Unavailable when reason == ExactEvmErrors.Eip3009NotSupported => attempt.Rejected(reason, message),
            AuthorizationFate.Unavailable unavailable when transaction is null => new SettleOutcome.Unavailable(unavailable.Detail),
            AuthorizationFate.Unavailable unavailable => attempt.Unknown(unavailable.Detail, transaction),
            var other => throw new InvalidOperationException($"Unexpected fate {other.GetType().Name}."),
        };

    /// <summary>What is being settled, and the outcomes about it.</summary>
    private sealed record Attempt(ExactEvmInspection Inspection, string Network)
    {
        public Eip3009Authorization Authorization => Inspection.Payload.Authorization;

        public Address Asset => Inspection.Terms.Asset;

        private string Payer => Authorization.From.ToString();

        public SettleOutcome Settled(Bytes32 transaction) =>
            new SettleOutcome.Settled(new SettleResponse { Success = true, Transaction = transaction.ToString(), Network = Network, Payer = Payer });

        public SettleOutcome Rejected(string reason, string? message = null, Bytes32? transaction = null) =>
            new SettleOutcome.Rejected(SettleResponse.Failed(reason, Network, Payer, transaction?.ToString() ?? "", message));

        public SettleOutcome Unknown(string detail, Bytes32? transaction, string reason = X402Errors.SettlementPending) =>
            new SettleOutcome.Unknown(LogText.Clean(detail), transaction?.ToString()) { Reason = reason };
    }
}
