namespace CrawlGate.Ethereum;

/// <summary>
/// Signs and broadcasts EIP-1559 transactions of one account on one chain, one nonce at a time. There must be one sender per account
/// and chain; callers may be many, they queue.
/// </summary>
public sealed class TransactionSender(IEthereumRpc rpc, IEthereumSigner signer, ulong chainId, TransactionSenderOptions? options = null, TimeProvider? timeProvider = null)
{
    private const int MaxBroadcasts = 5;

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SlowestPoll = TimeSpan.FromMilliseconds(500);

    private readonly TransactionSenderOptions _options = options ?? new();
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>The next nonce as far as we know; null asks the node. Guarded by <see cref="_oneAtATime"/>.</summary>
    private ulong? _nextNonce;

    /// <summary>Nonces below were accepted by a node, whatever a node that lags behind says. Guarded by <see cref="_oneAtATime"/>.</summary>
    private ulong _lowestNonce;

    /// <summary>A transaction got no receipt in time, so it may have been dropped and our count may run ahead of the chain.</summary>
    private volatile bool _distrustNonce;

    /// <summary>The sending account.</summary>
    public Address Address => signer.Address;

    /// <summary>
    /// Sends a call and says what is known of its fate; never throws for what a node or the network does. An exception of the signer
    /// passes through, with nothing broadcast.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled before anything was broadcast; from the broadcast on the token is not observed.</exception>
    public async Task<TransactionSubmission> SendAsync(Address to, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        try
        {
            var gas = rpc.EstimateGasAsync(Address, to, data, cancellationToken);
            var fees = rpc.GetFeesAsync(cancellationToken);
            await Task.WhenAll(gas, fees);

            var (baseFee, tip) = await fees;
            var maxFee = (baseFee.ToBigInteger() * 2) + tip.ToBigInteger();
            if (maxFee > _options.MaxFeePerGas.ToBigInteger())
                return new TransactionSubmission.NotSent($"Gas costs up to {maxFee} wei, above the ceiling of {_options.MaxFeePerGas}.");

            var gasLimit = await gas + (await gas / 4);
            if (gasLimit > _options.MaxGasLimit)
                return new TransactionSubmission.Refused($"The call needs {await gas} gas; with headroom that is above the ceiling of {_options.MaxGasLimit}.", null);

            return await BroadcastAsync(
                new Eip1559Transaction
                {
                    ChainId = chainId,
                    Nonce = 0,
                    MaxPriorityFeePerGas = tip,
                    MaxFeePerGas = UInt256.FromBigInteger(maxFee),
                    GasLimit = gasLimit,
                    To = to,
                    Data = data,
                },
                cancellationToken);
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure)
        {
            return new TransactionSubmission.Refused(error.Message, error.RevertData);
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new TransactionSubmission.NotSent(failure.Message);
        }
    }

    /// <summary>
    /// Polls for the receipt until it is there or the time is over (null). Nodes that do not answer are asked again. After null the
    /// next send asks the node for its nonce, since the transaction may have been dropped.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public async Task<TransactionReceipt?> WaitForReceiptAsync(Bytes32 transaction, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(timeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            for (var delay = FirstPoll; ; delay = delay * 2 < SlowestPoll ? delay * 2 : SlowestPoll)
            {
                try
                {
                    if (await rpc.GetTransactionReceiptAsync(transaction, either.Token) is { } receipt)
                        return receipt;
                }
                catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
                {
                    // The transaction lives on the chain, not on this node: the next poll may find it.
                }

                await Task.Delay(delay, _timeProvider, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _distrustNonce = true;
            return null;
        }
    }

    /// <summary>Everything that throws in here throws while nothing of this call is broadcast.</summary>
    private async Task<TransactionSubmission> BroadcastAsync(Eip1559Transaction template, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_distrustNonce)
            {
                _distrustNonce = false;
                (_nextNonce, _lowestNonce) = (null, 0);
            }

            EthereumRpcException? refusal = null;
            for (var broadcasts = 0; broadcasts < MaxBroadcasts; broadcasts++)
            {
                _nextNonce ??= Math.Max(_lowestNonce, await rpc.GetTransactionCountAsync(Address, pending: true, cancellationToken));
                var nonce = _nextNonce.Value;
                var unsigned = template with { Nonce = nonce };
                var signed = unsigned.Sign(await signer.SignAsync(unsigned.SigningHash(), cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();

                var (outcome, error) = await BroadcastOnceAsync(signed);
                switch (outcome)
                {
                    case TransactionSubmission.Sent:
                        _nextNonce = _lowestNonce = nonce + 1;
                        return outcome;
                    case TransactionSubmission.Uncertain:
                        (_nextNonce, _lowestNonce) = (null, Math.Max(_lowestNonce, nonce));
                        return outcome;
                    case not null:
                        return outcome;
                }

                // Nothing of ours is out: the nonce was wrong. Who holds a nonce is the node's word, so the floor follows it.
                refusal = error;
                (_nextNonce, _lowestNonce) = (null, BroadcastErrors.Classify(error!) == BroadcastError.NonceTaken ? nonce + 1 : 0);
            }

            return new TransactionSubmission.NotSent($"No free nonce after {MaxBroadcasts} tries: {refusal!.Message}");
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>No outcome together with an error means: sign again with another nonce.</summary>
    private async Task<(TransactionSubmission? Outcome, EthereumRpcException? Error)> BroadcastOnceAsync(SignedTransaction signed)
    {
        try
        {
            await rpc.SendRawTransactionAsync(signed.Raw, CancellationToken.None);
            return (new TransactionSubmission.Sent(signed.Hash), null);
        }
        catch (EthereumRpcUnavailableException failure)
        {
            return failure.PossiblyDelivered
                ? (new TransactionSubmission.Uncertain(signed.Hash, failure.Message), null)
                : (new TransactionSubmission.NotSent(failure.Message), null);
        }
        catch (EthereumRpcException error)
        {
            var meaning = BroadcastErrors.Classify(error);
            if (meaning == BroadcastError.AlreadyKnown)
                return (new TransactionSubmission.Sent(signed.Hash), null);

            // A taken nonce may be taken by this very transaction, delivered before and answered to nobody. Sending the call once
            // more under another nonce would then do it twice.
            if (error.PossiblyDelivered || meaning == BroadcastError.NonceTaken)
            {
                if (await FindAsync(signed.Hash, error) is { } found)
                    return (found, null);
            }

            return meaning switch
            {
                BroadcastError.NonceTaken or BroadcastError.NonceTooHigh => (null, error),
                BroadcastError.Temporary => (new TransactionSubmission.NotSent(error.Message), null),
                _ => (new TransactionSubmission.Refused(error.Message, error.RevertData), null),
            };
        }
    }

    /// <summary>Sent when the node has the transaction, null when it certainly went nowhere.</summary>
    private async Task<TransactionSubmission?> FindAsync(Bytes32 transaction, EthereumRpcException error)
    {
        try
        {
            if (await rpc.HasTransactionAsync(transaction, CancellationToken.None))
                return new TransactionSubmission.Sent(transaction);

            return error.PossiblyDelivered ? new TransactionSubmission.Uncertain(transaction, error.Message) : null;
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new TransactionSubmission.Uncertain(transaction, failure.Message);
        }
    }
}
