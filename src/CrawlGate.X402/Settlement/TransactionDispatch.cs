using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Finds a signer for a call and sends it: the one with the fewest open transactions that can pay for the gas.</summary>
internal sealed class TransactionDispatch(SettlementParts parts, IReadOnlyList<SignerAccount> accounts, FeeQuotes fees, SettlementWatcher watcher)
{
    private readonly TransactionWriter[] _writers = [.. accounts.Select(account => new TransactionWriter(parts, account, watcher.Send))];

    /// <summary>The account that estimates and simulations run from.</summary>
    public Address Sender => accounts[0].Address;

    public async Task<Submission> SendAsync(Address to, ReadOnlyMemory<byte> data, ulong gasLimit, IReadOnlyList<JournaledPayment> payments)
    {
        if (FeeOffer.First(await fees.ReadAsync(), parts.Options.MaxFeePerGas) is not { } offer)
            return new Submission.NotSent($"Gas costs more than the ceiling of {parts.Options.MaxFeePerGas} wei.");

        var template = new Eip1559Transaction
        {
            ChainId = parts.ChainId,
            Nonce = 0,
            MaxPriorityFeePerGas = offer.MaxPriorityFeePerGas,
            MaxFeePerGas = offer.MaxFeePerGas,
            GasLimit = gasLimit,
            To = to,
            Data = data,
        };
        var refusal = new Submission.NotSent("No signer.");
        foreach (var writer in _writers.OrderBy(writer => writer.Account.Open).ToArray())
        {
            var account = writer.Account;

            // Counted before it is written, so that those who choose at the same time choose others.
            account.Opened();
            try
            {
                if (!await account.CanPayAsync(gasLimit, offer.MaxFeePerGas))
                {
                    refusal = new Submission.NotSent($"{account.Address} cannot pay for gas.");
                    continue;
                }

                var submission = watcher.IsStopping ? new Submission.NotSent("Settlement is shutting down.") : await writer.WriteAsync(template, payments);
                if (submission is not Submission.NotSent unsent)
                    return submission;

                refusal = unsent;
            }
            finally
            {
                account.Closed();
            }
        }

        return refusal;
    }
}
