using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// What only the chain can tell about an <c>exact</c> payment: whether a contract wallet signed, whether the transfer would go
/// through, and what became of an authorization.
/// </summary>
public sealed class ExactEvmChain(IEthereumRpc rpc, ExactEvmChainOptions? options = null, TimeProvider? timeProvider = null)
{
    private const int MaxRememberedAssets = 1024;

    /// <summary>There is one true trace; more than a few are made up.</summary>
    private const int MaxTraces = 8;

    private readonly ExactEvmChainOptions _options = options ?? new();
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;
    private readonly ConcurrentDictionary<Address, long> _assetsWithCode = new();

    /// <summary>
    /// Null when the payer signed. An account with code, EIP-7702 delegations included, is asked itself (ERC-1271) and its key
    /// counts for nothing, as in the token; an account without code must have signed with its key.
    /// </summary>
    internal async Task<string?> RefuseSignatureAsync(ExactEvmInspection inspection, CancellationToken cancellationToken)
    {
        var payer = inspection.Payload.Authorization.From;
        var signature = inspection.Payload.Signature;
        if ((await rpc.GetCodeAsync(payer, cancellationToken)).Length == 0)
        {
            return inspection.SignatureProven ? null
                : Erc6492.IsWrapped(signature.Span) ? ExactEvmErrors.FactoryNotAllowed
                : ExactEvmErrors.Signature;
        }

        var call = Erc1271.Call(inspection.Digest, Erc6492.Unwrap(signature.Span));
        var answer = await TryCallAsync(payer, call, null, _options.WalletGasLimit, cancellationToken);
        return Erc1271.Accepts(answer.Result) ? null : ExactEvmErrors.Signature;
    }

    /// <summary>Null when the asset and the payer's account would carry out the transfer for this sender now.</summary>
    internal async Task<ChainRefusal?> RefuseTransferAsync(ExactEvmInspection inspection, Address sender, CancellationToken cancellationToken)
    {
        var asset = inspection.Terms.Asset;
        if (!await HasCodeAsync(asset, cancellationToken))
            return new ChainRefusal(ExactEvmErrors.AssetNotDeployed);

        var transfer = await TryCallAsync(asset, TransferCall(inspection.Payload), sender, _options.TransferGasLimit, cancellationToken);
        return transfer.Failed ? await DiagnoseAsync(inspection, transfer.RevertData, cancellationToken) : null;
    }

    /// <summary>
    /// What became of an authorization, by the token's state and its events. Every node is asked: one that is behind still says "unused",
    /// so one that says "used" outweighs it, and what one node alone tells of events has to stand in a receipt that all agree on.
    /// </summary>
    public async Task<AuthorizationFate> FindFateAsync(Eip3009Authorization authorization, Address asset, CancellationToken cancellationToken = default)
    {
        try
        {
            var (known, used) = (false, false);
            foreach (var state in await rpc.CallAllAsync(asset, Eip3009Token.AuthorizationState(authorization.From, authorization.Nonce), cancellationToken))
            {
                known |= AbiReader.TryReadBoolean(state, 0, out var usedHere);
                used |= usedHere;
            }

            if (!known)
                return new AuthorizationFate.Unavailable("The token does not tell the state of authorizations.");
            if (!used)
                return new AuthorizationFate.Unused();

            var latest = await rpc.GetBlockNumberAsync(cancellationToken);
            var from = latest > _options.LogLookbackBlocks ? latest - _options.LogLookbackBlocks : 0;
            await foreach (var (use, logs) in FindTracesAsync(Eip3009Token.AuthorizationUsedEvent, authorization, asset, from, cancellationToken))
            {
                return Eip3009Token.ProvesUse(logs, asset, authorization) ? new AuthorizationFate.Paid(use)
                    : Eip3009Token.ProvesTransfer(logs, asset, authorization) ? new AuthorizationFate.UsedWithoutTrace()
                    : new AuthorizationFate.Spent(use);
            }

            await foreach (var (cancellation, _) in FindTracesAsync(Eip3009Token.AuthorizationCanceledEvent, authorization, asset, from, cancellationToken))
                return new AuthorizationFate.Spent(cancellation);

            return new AuthorizationFate.UsedWithoutTrace();
        }
        catch (EthereumRpcDisagreementException)
        {
            return new AuthorizationFate.UsedWithoutTrace();
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new AuthorizationFate.Unavailable(LogText.Clean(failure.Message));
        }
    }

    /// <summary>
    /// What a transaction proves about an authorization, by its receipt alone. Only the payer, the nonce, the payee and the amount of the
    /// authorization are looked at; the chain has checked the rest.
    /// </summary>
    public async Task<AuthorizationProof> ProveAsync(
        Eip3009Authorization authorization, Address asset, Bytes32 transaction, CancellationToken cancellationToken = default)
    {
        try
        {
            if (await rpc.GetTransactionReceiptAsync(transaction, cancellationToken) is not { } receipt)
                return new AuthorizationProof.NotFound();
            if (!receipt.Succeeded)
                return new AuthorizationProof.Reverted();
            if (!Eip3009Token.TryFindUse(receipt.Logs, asset, authorization.From, authorization.Nonce, out var place, out var next))
                return new AuthorizationProof.NotHeld();
            if (Eip3009Token.ProvesUse(receipt.Logs, asset, authorization))
                return new AuthorizationProof.Proven(place);

            return next is not null && Eip3009Token.TryReadTransfer(next, out var to, out var value)
                ? new AuthorizationProof.OtherTransfer(place, to, value)
                : new AuthorizationProof.OtherTransfer(place, null, null);
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new AuthorizationProof.Unavailable(LogText.Clean(failure.Message));
        }
    }

    /// <summary>The calldata that settles a payment; a wallet that exists gets its signature without the wrapping for deployment.</summary>
    internal static byte[] TransferCall(in ExactEvmPayload payload) =>
        Eip3009Token.TransferWithAuthorization(payload.Authorization, Erc6492.Unwrap(payload.Signature.Span));

    /// <summary>Finds why the token refused, in the order of the reference.</summary>
    private async Task<ChainRefusal> DiagnoseAsync(ExactEvmInspection inspection, string? revertData, CancellationToken cancellationToken)
    {
        var (terms, authorization) = (inspection.Terms, inspection.Payload.Authorization);
        Task<CallResult> Read(byte[] call) => TryCallAsync(terms.Asset, call, null, null, cancellationToken);
        var answers = await Task.WhenAll(
            Read(Eip3009Token.AuthorizationState(authorization.From, authorization.Nonce)),
            Read(Eip3009Token.Name()),
            Read(Eip3009Token.Version()),
            Read(Eip3009Token.BalanceOf(authorization.From)));

        var reason =
            !AbiReader.TryReadBoolean(answers[0].Result, 0, out var used) ? ExactEvmErrors.Eip3009NotSupported
            : used ? ExactEvmErrors.NonceAlreadyUsed
            : AbiReader.TryReadString(answers[1].Result, 0, out var name) && name != terms.Name ? ExactEvmErrors.TokenNameMismatch
            : AbiReader.TryReadString(answers[2].Result, 0, out var version) && version != terms.Version ? ExactEvmErrors.TokenVersionMismatch
            : AbiReader.TryReadUInt256(answers[3].Result, 0, out var balance) && balance < authorization.Value ? ExactEvmErrors.InsufficientBalance
            : ExactEvmErrors.SimulationFailed;
        return new ChainRefusal(reason, RevertReason.Read(revertData));
    }

    /// <summary>The transactions, latest first, whose receipts hold an event about the authorization.</summary>
    private async IAsyncEnumerable<(Bytes32 Transaction, IReadOnlyList<EventLog> Logs)> FindTracesAsync(
        Bytes32 kind, Eip3009Authorization authorization, Address asset, ulong fromBlock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Bytes32?[] topics = [kind, Eip3009Token.Topic(authorization.From), authorization.Nonce];
        var found = await rpc.GetLogsFromAllAsync(asset, topics, fromBlock, cancellationToken: cancellationToken);
        foreach (var transaction in found.OrderByDescending(log => log.BlockNumber).Select(log => log.TransactionHash).Distinct().Take(MaxTraces))
        {
            if (await rpc.GetTransactionReceiptAsync(transaction, cancellationToken) is { } receipt
                && receipt.Logs.Any(log => log.Address == asset && log.Topics.Count == topics.Length && log.Topics.Zip(topics).All(pair => pair.First == pair.Second)))
                yield return (transaction, receipt.Logs);
        }
    }

    /// <summary>Whether the asset is a contract. A call to anything else succeeds and does nothing.</summary>
    internal async Task<bool> HasCodeAsync(Address asset, CancellationToken cancellationToken)
    {
        if (_assetsWithCode.TryGetValue(asset, out var since) && _timeProvider.GetElapsedTime(since) < _options.AssetCodeLifetime)
            return true;
        if ((await rpc.GetCodeAsync(asset, cancellationToken)).Length == 0)
            return false;

        if (_assetsWithCode.Count >= MaxRememberedAssets)
            _assetsWithCode.Clear();
        _assetsWithCode[asset] = _timeProvider.GetTimestamp();
        return true;
    }

    private async Task<CallResult> TryCallAsync(Address to, byte[] call, Address? from, ulong? gas, CancellationToken cancellationToken)
    {
        try
        {
            return new CallResult(false, await rpc.CallAsync(to, call, from, gas, cancellationToken), null);
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure)
        {
            return new CallResult(true, [], error.RevertData);
        }
    }

    private readonly record struct CallResult(bool Failed, byte[] Result, string? RevertData);
}

/// <summary>Why the chain would refuse a payment.</summary>
/// <param name="Reason">A code of <see cref="ExactEvmErrors"/>.</param>
/// <param name="Message">The token's own words, for logs.</param>
internal sealed record ChainRefusal(string Reason, string? Message = null);
