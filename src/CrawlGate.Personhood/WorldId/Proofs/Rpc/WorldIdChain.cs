using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Whether a node is on the right chain and the contracts are there.</summary>
internal static class WorldIdChain
{
    /// <summary>The contract that verifies a version; null when there is none.</summary>
    public static Address? Target(WorldIdContracts contracts, WorldIdVersion version) =>
        version == WorldIdVersion.V4 ? contracts.Verifier : contracts.Router;

    public static async Task<WorldIdSetup> CheckAsync(IEthereumRpc rpc, WorldIdContracts contracts, CancellationToken cancellationToken)
    {
        try
        {
            var chainId = await rpc.GetChainIdAsync(cancellationToken);
            if (chainId != contracts.ChainId)
                return Wrong($"The node is on chain {FieldText.Invariant(chainId)}, and World ID's contracts were to be on {FieldText.Invariant(contracts.ChainId)}.");

            foreach (var version in (WorldIdVersion[])[WorldIdVersion.V4, WorldIdVersion.V3])
            {
                if (Target(contracts, version) is { } contract && (await rpc.GetCodeAsync(contract, cancellationToken)).Length == 0)
                    return Wrong($"There is no contract at {contract}.");
            }

            return WorldIdSetup.Ready;
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new WorldIdSetup(WorldIdSetupState.Unknown, failure.Message);
        }
    }

    private static WorldIdSetup Wrong(string detail) => new(WorldIdSetupState.Wrong, detail);
}
