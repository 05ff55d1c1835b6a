using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Settles one payment: joins the transaction that holds it already, or sends one of its own.</summary>
internal sealed class PaymentSettlement(
    SettlementParts parts, TransactionDispatch dispatch, SettlementWatcher watcher, TransferSimulation simulation, GasEstimates gas, ReceiptJudge judge)
{
    /// <summary>A transaction can end without having done anything for its payment, for instance when its nonce was used elsewhere.</summary>
    private const int MaxTransactions = 4;

    /// <summary>Settles; never throws.</summary>
    /// <param name="attempt">The payment; its signature is good, or a contract wallet's word for it was taken.</param>
    /// <param name="simulated">Whether the chain said a moment ago that it would carry it out.</param>
    public async Task<SettlementVerdict> RunAsync(SettlementAttempt attempt, bool simulated)
    {
        try
        {
            for (var transactions = 0; transactions < MaxTransactions; transactions++)
            {
                var held = await FindAsync(attempt);
                if (held is { IsOpen: false })
                    return attempt.Read(held)!;
                if (held is not null)
                    attempt.Watch = watcher.Watch(held);
                else if ((await RefuseAsync(attempt, simulated) ?? await SendAsync(attempt)) is { } verdict)
                    return verdict;

                if (attempt.Read(await attempt.Watch!.Closed) is { } final)
                    return final;

                (attempt.Watch, simulated) = (null, false);
            }

            return new SettlementVerdict.Unavailable("No transaction could be brought into a block.");
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new SettlementVerdict.Unavailable(failure.Message);
        }
        catch (Exception failure)
        {
            // The journal could not say whether an earlier attempt is under way.
            return new SettlementVerdict.Unknown($"The journal failed: {failure.GetType().Name}.", null);
        }
    }

    /// <summary>The transaction that has, or may have, moved the money.</summary>
    public async Task<JournaledTransaction?> FindAsync(SettlementAttempt attempt) =>
        await parts.Journal.FindAsync(attempt.Key) is { } held && !held.HasGivenUp(attempt.Key) ? held : null;

    /// <summary>Null when the payment may be sent.</summary>
    private async Task<SettlementVerdict?> RefuseAsync(SettlementAttempt attempt, bool simulated)
    {
        // Too late to send, but somebody may have settled it in time.
        if (attempt.Inspection.RefusedLate == ExactEvmErrors.ValidBefore)
            return await JudgeByFateAsync(attempt, ExactEvmErrors.ValidBefore);
        if (attempt.Inspection.RefusedLate is { } late)
            return new SettlementVerdict.Failed(late);
        if (!await parts.Chain.HasCodeAsync(attempt.Asset, CancellationToken.None))
            return new SettlementVerdict.Failed(ExactEvmErrors.AssetNotDeployed);

        return simulated ? null : await SimulateAsync(attempt);
    }

    private async Task<SettlementVerdict?> SimulateAsync(SettlementAttempt attempt) =>
        await simulation.RefuseAsync(attempt) is { } refusal
            ? await JudgeByFateAsync(attempt, refusal.Reason, refusal.Message)
            : null;

    /// <summary>Null when a transaction holds the payment, ours or one that was faster.</summary>
    private async Task<SettlementVerdict?> SendAsync(SettlementAttempt attempt)
    {
        var call = ExactEvmChain.TransferCall(attempt.Inspection.Payload);
        ulong? limit;
        try
        {
            limit = attempt.Inspection.SignatureProven
                ? await gas.LimitAsync(dispatch.Sender, attempt.Asset, call)
                : await EstimateWalletAsync(attempt.Asset, call);
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure)
        {
            return await SimulateAsync(attempt) ?? new SettlementVerdict.Unavailable(error.Message);
        }

        if (limit is not { } gasLimit)
            return new SettlementVerdict.Unavailable($"The transfer needs more gas than the ceiling of {parts.Options.MaxGasLimit}.");

        switch (await dispatch.SendAsync(attempt.Asset, call, gasLimit, [attempt.Payment]))
        {
            case Submission.Sent sent:
                attempt.Watch = sent.Watch;
                return null;
            case Submission.Taken { By.IsOpen: false } taken:
                return attempt.Read(taken.By);
            case Submission.Taken taken:
                attempt.Watch = watcher.Watch(taken.By);
                return null;
            case Submission.Uncertain uncertain:
                return new SettlementVerdict.Unknown(uncertain.Detail, null);
            case Submission.NotSent unsent:
                return new SettlementVerdict.Unavailable(unsent.Detail);
            case var other:
                throw new InvalidOperationException($"Unexpected submission {other.GetType().Name}.");
        }
    }

    /// <summary>A wallet's own code runs, so every payment of it is estimated.</summary>
    private async Task<ulong?> EstimateWalletAsync(Address asset, byte[] call)
    {
        var needed = await parts.Rpc.EstimateGasAsync(dispatch.Sender, asset, call);
        var limit = needed + (needed / 4);
        return limit > parts.Options.MaxGasLimit ? null : limit;
    }

    /// <summary><paramref name="reason"/> stands when the authorization is still unused.</summary>
    private async Task<SettlementVerdict> JudgeByFateAsync(SettlementAttempt attempt, string reason, string? message = null) =>
        await parts.Chain.FindFateAsync(attempt.Authorization, attempt.Asset) switch
        {
            AuthorizationFate.Paid paid when await judge.IsFinalAsync(paid.Transaction) => new SettlementVerdict.Moved(paid.Transaction),
            AuthorizationFate.Paid paid => new SettlementVerdict.Unknown("The transaction of somebody else is not deep enough yet.", paid.Transaction),
            AuthorizationFate.Spent => new SettlementVerdict.Failed(ExactEvmErrors.NonceAlreadyUsed),
            AuthorizationFate.Unused => new SettlementVerdict.Failed(reason, message),
            AuthorizationFate.UsedWithoutTrace => new SettlementVerdict.Unknown("The authorization is used, its event was not found.", null),

            // A token that does not know authorizations cannot have used one.
            AuthorizationFate.Unavailable when reason == ExactEvmErrors.Eip3009NotSupported => new SettlementVerdict.Failed(reason, message),
            AuthorizationFate.Unavailable unavailable => new SettlementVerdict.Unavailable(unavailable.Detail),
            var other => throw new InvalidOperationException($"Unexpected fate {other.GetType().Name}."),
        };
}
