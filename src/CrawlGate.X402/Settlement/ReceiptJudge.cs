using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// Says what a mined transaction did for each of its payments: by its own events, and where they are missing by what the chain says
/// became of the authorization, because anybody may have submitted it before.
/// </summary>
internal sealed class ReceiptJudge(SettlementParts parts, GasEstimates gas)
{
    /// <summary>
    /// The payments with their results; one without a result did not move and may be tried again. Null while the chain cannot tell.
    /// </summary>
    public async Task<IReadOnlyList<JournaledPayment>?> JudgeAsync(JournaledTransaction transaction, TransactionReceipt receipt)
    {
        var mined = transaction.Broadcasts.First(broadcast => broadcast.Hash == receipt.TransactionHash);
        if (!Eip1559Transaction.TryRead(mined.Raw.Span, out var call) || call.Data.IsEmpty)
            return transaction.Payments;

        var isBatch = call.To == Multicall3.Contract;
        var uses = receipt.Succeeded ? AuthorizationUses.Read(receipt.Logs) : AuthorizationUses.None;
        var judged = new JournaledPayment[transaction.Payments.Count];
        for (var i = 0; i < judged.Length; i++)
        {
            var payment = transaction.Payments[i];
            if (uses.Proves(payment.Key.Asset, payment.Authorization))
                judged[i] = payment with { Result = new JournaledResult(receipt.TransactionHash, null) };
            else if (await ExplainAsync(payment, receipt, call, isBatch) is { } explained)
                judged[i] = payment with { Result = explained.Result };
            else
                return null;
        }

        if (receipt.Succeeded && !isBatch)
            gas.Observe(transaction.Payments[0].Key.Asset, receipt.GasUsed);
        return judged;
    }

    /// <summary>Whether a transaction is as deep as asked for.</summary>
    public async Task<bool> IsFinalAsync(Bytes32 transaction)
    {
        if (parts.Options.Confirmations == 1)
            return true;

        return await parts.Rpc.GetTransactionReceiptAsync(transaction) is { } receipt
            && await parts.Rpc.GetBlockNumberAsync() + 1 >= receipt.BlockNumber + (ulong)parts.Options.Confirmations;
    }

    private async Task<Explained?> ExplainAsync(JournaledPayment payment, TransactionReceipt receipt, Eip1559Transaction call, bool isBatch)
    {
        // It succeeded, alone, without the events: no look at the chain makes that a proof.
        if (receipt.Succeeded && !isBatch)
            return Unproven(receipt);

        switch (await parts.Chain.FindFateAsync(payment.Authorization, payment.Key.Asset))
        {
            case AuthorizationFate.Paid paid:
                return await IsFinalAsync(paid.Transaction) ? new Explained(new JournaledResult(paid.Transaction, null)) : null;
            case AuthorizationFate.Spent spent:
                return spent.Transaction == receipt.TransactionHash ? Unproven(receipt) : new Explained(new JournaledResult(null, ExactEvmErrors.NonceAlreadyUsed));
            case AuthorizationFate.UsedWithoutTrace:
                return receipt.Succeeded ? Unproven(receipt) : new Explained(null);
            case AuthorizationFate.Unused when isBatch:
                return new Explained(null);
            case AuthorizationFate.Unused when RanOutOfGas(receipt, call) && call.GasLimit < parts.Options.MaxGasLimit:
                gas.Learn(payment.Key.Asset, call.GasLimit);
                return new Explained(null);
            case AuthorizationFate.Unused:
                return new Explained(new JournaledResult(null, ExactEvmErrors.TransactionFailed));
            default:
                return null;
        }
    }

    private static Explained Unproven(TransactionReceipt receipt) => new(new JournaledResult(receipt.TransactionHash, ExactEvmErrors.TransferEventMismatch));

    /// <summary>A call may keep 1/64 back from what it calls (EIP-150), and a proxy once more.</summary>
    private static bool RanOutOfGas(TransactionReceipt receipt, Eip1559Transaction call) => receipt.GasUsed >= call.GasLimit - (call.GasLimit / 16);

    private sealed record Explained(JournaledResult? Result);
}
