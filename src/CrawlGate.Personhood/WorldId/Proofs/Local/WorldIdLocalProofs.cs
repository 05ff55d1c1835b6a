using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Verifies proofs in this process. Nodes are asked for roots and keys alone, so one that lies cannot make a proof out of nothing.
/// For version 3.0, whose contracts have no other question in common, the root is checked by asking the router to verify the whole proof
/// once more; a node's yes keeps a root good for 30 seconds.
/// </summary>
public sealed class WorldIdLocalProofs : IWorldIdProofs
{
    private static readonly TimeSpan LegacyRootLifetime = TimeSpan.FromSeconds(30);

    private readonly IEthereumRpc _rpc;
    private readonly WorldIdContracts _contracts;
    private readonly WorldIdRpcProofs _router;
    private readonly TimeProvider _timeProvider;
    private readonly WorldIdChainReads _chain;
    private readonly ExpiringCache<UInt256, bool> _legacyRoots;

    /// <summary>Reads roots and keys from a chain.</summary>
    public WorldIdLocalProofs(IEthereumRpc rpc, WorldIdContracts contracts, TimeProvider timeProvider)
    {
        _rpc = rpc;
        _contracts = contracts;
        _router = new WorldIdRpcProofs(rpc, contracts);
        _timeProvider = timeProvider;
        _chain = new WorldIdChainReads(rpc, contracts.Verifier, timeProvider);
        _legacyRoots = new ExpiringCache<UInt256, bool>(LegacyRootLifetime, 1024, timeProvider);
    }

    /// <inheritdoc/>
    public async Task<WorldIdVerdict> VerifyAsync(WorldIdStatement statement, CancellationToken cancellationToken = default)
    {
        try
        {
            return statement.Version == WorldIdVersion.V4
                ? await VerifyV4Async(statement, cancellationToken)
                : await VerifyV3Async(statement, cancellationToken);
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new WorldIdVerdict.Unavailable($"World ID's contracts could not be read: {failure.Message}");
        }
    }

    /// <summary>Looks for the contracts as <see cref="WorldIdRpcProofs.CheckSetupAsync"/> does, and prepares the keys.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<WorldIdSetup> CheckSetupAsync(CancellationToken cancellationToken = default)
    {
        _ = WorldIdKeys.V4;
        if (_contracts.Router is not null)
            _ = WorldIdKeys.V3;

        return WorldIdChain.CheckAsync(_rpc, _contracts, cancellationToken);
    }

    private async Task<WorldIdVerdict> VerifyV4Async(WorldIdStatement statement, CancellationToken cancellationToken)
    {
        if (FieldText.TopByte(statement.Action) != (statement.SessionId is null ? 0 : WorldIdAction.SessionTopByte))
            return Refuse(WorldIdCodes.InvalidAction, "The action is of the wrong kind.");
        if (IsOutdated(statement.ExpiresAtMin, await _chain.GetExpirationThresholdAsync(cancellationToken)))
            return Refuse(WorldIdCodes.Expired, "The credential's expiry is too long ago.");
        if (await _chain.GetIssuerKeyAsync(statement.IssuerSchemaId, cancellationToken) is not { } issuerKey)
            return Refuse(WorldIdCodes.IssuerUnregistered, "The issuer is not registered.");
        if (await _chain.GetOprfKeyAsync(statement.RpId, cancellationToken) is not { } oprfKey)
            return new WorldIdVerdict.Unavailable("The relying party has no OPRF key on chain.");

        // The root comes last: it is the visitor's to choose, and asking for made-up ones should cost a valid proof each.
        var depth = await _chain.GetTreeDepthAsync(cancellationToken);
        if (!WorldIdPairing.VerifyV4(statement, issuerKey, oprfKey, depth))
            return Refuse(WorldIdCodes.InvalidProof, "The proof does not verify.");

        return await _chain.IsValidRootAsync(statement.Root, cancellationToken)
            ? statement.Accept()
            : Refuse(WorldIdCodes.InvalidRoot, "The root is none of the registry's.");
    }

    private async Task<WorldIdVerdict> VerifyV3Async(WorldIdStatement statement, CancellationToken cancellationToken)
    {
        if (!WorldIdPairing.VerifyV3(statement))
            return Refuse(WorldIdCodes.InvalidProof, "The proof does not verify.");
        if (_legacyRoots.TryGet(statement.Root, out _))
            return statement.Accept();

        var verdict = await _router.VerifyAsync(statement, cancellationToken);
        if (verdict is WorldIdVerdict.Accepted)
            _legacyRoots.Set(statement.Root, true);
        return verdict is WorldIdVerdict.Refused { Code: WorldIdCodes.InvalidProof }
            ? new WorldIdVerdict.Unavailable("The router refuses a proof that verifies here: its key has changed, or the node is wrong.")
            : verdict;
    }

    /// <summary>As the contract compares, with this clock in place of the block's.</summary>
    private bool IsOutdated(ulong expiresAtMin, UInt256 threshold) =>
        threshold.TryGetUInt64(out var seconds) && (UInt128)expiresAtMin + seconds < (UInt128)_timeProvider.GetUtcNow().ToUnixTimeSeconds();

    private static WorldIdVerdict.Refused Refuse(string code, string detail) => new(code, detail);
}
