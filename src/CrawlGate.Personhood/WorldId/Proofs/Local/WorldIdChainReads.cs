using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// What only the chain knows about proofs of World ID 4.0, read through the verifier contract and kept: roots for 30 seconds, the rest for
/// an hour. Every method throws what <see cref="IEthereumRpc.RequestAsync"/> throws.
/// </summary>
internal sealed class WorldIdChainReads(IEthereumRpc rpc, Address verifier, TimeProvider timeProvider)
{
    private static readonly TimeSpan RootLifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FactLifetime = TimeSpan.FromHours(1);

    private readonly ExpiringCache<UInt256, bool> _roots = new(RootLifetime, 1024, timeProvider);

    private readonly ExpiringCache<string, UInt256> _facts = new(FactLifetime, 64, timeProvider);

    private readonly ExpiringCache<ulong, (UInt256 X, UInt256 Y)> _issuerKeys = new(FactLifetime, 64, timeProvider);

    private readonly ExpiringCache<ulong, (UInt256 X, UInt256 Y)> _oprfKeys = new(FactLifetime, 64, timeProvider);

    /// <summary>Whether a root is the registry's or was so lately.</summary>
    public async Task<bool> IsValidRootAsync(UInt256 root, CancellationToken cancellationToken)
    {
        if (_roots.TryGet(root, out _))
            return true;

        var answer = await CallAsync("getWorldIDRegistry()", AbiWriter.Call("isValidRoot(uint256)").Add(root), cancellationToken);
        if (!AbiReader.TryReadBoolean(answer, 0, out var isValid))
            throw Malformed("isValidRoot");
        if (isValid)
            _roots.Set(root, true);
        return isValid;
    }

    /// <summary>An issuer's key, a point of Baby Jubjub; null when the issuer is not registered.</summary>
    public Task<(UInt256 X, UInt256 Y)?> GetIssuerKeyAsync(ulong issuerSchemaId, CancellationToken cancellationToken) => GetPointAsync(
        _issuerKeys, issuerSchemaId, "getCredentialSchemaIssuerRegistry()", AbiWriter.Call("issuerSchemaIdToPubkey(uint64)").Add((UInt256)issuerSchemaId), cancellationToken);

    /// <summary>The key of the nodes that make a relying party's nullifiers; null when there is none.</summary>
    public Task<(UInt256 X, UInt256 Y)?> GetOprfKeyAsync(WorldIdRpId rpId, CancellationToken cancellationToken) => GetPointAsync(
        _oprfKeys, rpId.Value, "getOprfKeyRegistry()", AbiWriter.Call("getOprfPublicKey(uint160)").Add((UInt256)rpId.Value), cancellationToken);

    /// <summary>For how many seconds after a credential's expiry a proof of it still counts.</summary>
    public Task<UInt256> GetExpirationThresholdAsync(CancellationToken cancellationToken) => GetFactAsync("getMinExpirationThreshold()", cancellationToken);

    /// <summary>The depth of the registry's tree.</summary>
    public Task<UInt256> GetTreeDepthAsync(CancellationToken cancellationToken) => GetFactAsync("getTreeDepth()", cancellationToken);

    private async Task<(UInt256 X, UInt256 Y)?> GetPointAsync(
        ExpiringCache<ulong, (UInt256 X, UInt256 Y)> cache, ulong key, string registry, AbiWriter call, CancellationToken cancellationToken)
    {
        if (cache.TryGet(key, out var point))
            return point;

        var answer = await CallAsync(registry, call, cancellationToken);
        if (!AbiReader.TryReadUInt256(answer, 0, out var x) || !AbiReader.TryReadUInt256(answer, 1, out var y))
            throw Malformed(registry);
        if (x.IsZero || y.IsZero)
            return null;

        cache.Set(key, (x, y));
        return (x, y);
    }

    private async Task<byte[]> CallAsync(string registry, AbiWriter call, CancellationToken cancellationToken)
    {
        var word = new byte[Bytes32.Length];
        (await GetFactAsync(registry, cancellationToken)).WriteTo(word);
        if (!AbiReader.TryReadAddress(word, 0, out var contract) || contract.IsZero)
            throw Malformed(registry);

        return await rpc.CallAsync(contract, call.ToArray(), cancellationToken: cancellationToken);
    }

    /// <summary>A word that a getter of the verifier returns.</summary>
    private async Task<UInt256> GetFactAsync(string getter, CancellationToken cancellationToken)
    {
        if (_facts.TryGet(getter, out var fact))
            return fact;

        var answer = await rpc.CallAsync(verifier, AbiSelector.Of(getter), cancellationToken: cancellationToken);
        if (!AbiReader.TryReadUInt256(answer, 0, out fact))
            throw Malformed(getter);

        _facts.Set(getter, fact);
        return fact;
    }

    private static EthereumRpcUnavailableException Malformed(string what) => new($"World ID's contracts answered {what} with nothing that can be read.");
}
