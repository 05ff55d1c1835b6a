using System.Collections.Concurrent;
using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// The roots of a group in a <c>Semaphore.sol</c> contract: the current one, and older ones until the group's duration has passed since they
/// came into being. A root that was accepted is not asked about again for <c>cacheFor</c>, so it may live that much longer.
/// </summary>
/// <remarks>
/// No view of the contract tells when a root came into being, so it is asked to verify a proof that cannot be valid: for a root that it
/// takes, it answers false; otherwise it reverts and says why. The time it goes by is that of the latest block.
/// </remarks>
/// <param name="rpc">The chain.</param>
/// <param name="contract">The contract's address.</param>
/// <param name="groupId">The group.</param>
/// <param name="timeProvider">For the age of cached answers.</param>
/// <param name="cacheFor">How long a root that was accepted stays so without asking again; 15 seconds when null.</param>
public sealed class SemaphoreContractRoots(
    IEthereumRpc rpc, Address contract, UInt256 groupId, TimeProvider timeProvider, TimeSpan? cacheFor = null) : ISemaphoreRoots
{
    private static readonly TimeSpan DefaultCacheFor = TimeSpan.FromSeconds(15);

    private static readonly string[] Refusals =
    [
        Hex.Encode(AbiSelector.Of("Semaphore__MerkleTreeRootIsNotPartOfTheGroup()")),
        Hex.Encode(AbiSelector.Of("Semaphore__MerkleTreeRootIsExpired()")),
        Hex.Encode(AbiSelector.Of("Semaphore__GroupHasNoMembers()")),
    ];

    private readonly TimeSpan _cacheFor = cacheFor ?? DefaultCacheFor;

    // Only roots that were accepted: others are anybody's to invent.
    private readonly ConcurrentDictionary<UInt256, long> _accepted = new();

    /// <inheritdoc/>
    /// <remarks>A group that does not exist is an <see cref="EthereumRpcException"/>; an address without this contract has no usable answer.</remarks>
    public async ValueTask<bool> IsCurrentAsync(UInt256 root, CancellationToken cancellationToken = default)
    {
        if (_accepted.TryGetValue(root, out var accepted) && IsFresh(accepted))
            return true;

        var asked = timeProvider.GetTimestamp();
        if (!await AskAsync(root, cancellationToken))
        {
            _accepted.TryRemove(root, out _);
            return false;
        }

        foreach (var (old, timestamp) in _accepted)
        {
            if (!IsFresh(timestamp))
                _accepted.TryRemove(KeyValuePair.Create(old, timestamp));
        }

        _accepted[root] = asked;
        return true;
    }

    private bool IsFresh(long timestamp) => timeProvider.GetElapsedTime(timestamp) < _cacheFor;

    private async Task<bool> AskAsync(UInt256 root, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await rpc.CallAsync(contract, Question(root), cancellationToken: cancellationToken);
            return AbiReader.TryReadBoolean(answer, 0, out var valid) && !valid && answer.Length == 32
                ? true
                : throw RpcValue.Malformed("Semaphore.verifyProof");
        }
        catch (EthereumRpcException revert) when (revert.RevertData is { } data && Refusals.Contains(data, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }
    }

    private byte[] Question(UInt256 root)
    {
        // A nullifier outside the field is refused before the contract computes a pairing.
        var call = AbiWriter.Call("verifyProof(uint256,(uint256,uint256,uint256,uint256,uint256,uint256[8]))")
            .Add(groupId)
            .Add((UInt256)SemaphoreKeys.MinDepth)
            .Add(root)
            .Add(UInt256.MaxValue);
        for (var i = 0; i < 2 + 8; i++)
            call.Add(default(UInt256));

        return call.ToArray();
    }
}
