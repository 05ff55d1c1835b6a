using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>
/// Has World ID's contracts verify proofs, with <c>eth_call</c>. The node is believed: one that lies can pass anything for a proof, which
/// it cannot do with <see cref="WorldIdLocalProofs"/>.
/// </summary>
public sealed class WorldIdRpcProofs(IEthereumRpc rpc, WorldIdContracts contracts) : IWorldIdProofs
{
    /// <inheritdoc/>
    public async Task<WorldIdVerdict> VerifyAsync(WorldIdStatement statement, CancellationToken cancellationToken = default)
    {
        if (WorldIdChain.Target(contracts, statement.Version) is not { } contract)
            return new WorldIdVerdict.Unavailable("No router for World ID 3.0 is configured.");

        try
        {
            // The verifiers return nothing; anything else is not one of them.
            var answer = await rpc.CallAsync(contract, WorldIdCalls.Of(statement), cancellationToken: cancellationToken);
            return answer.Length == 0 ? statement.Accept() : new WorldIdVerdict.Unavailable("The verifier answered what no verifier answers.");
        }
        catch (EthereumRpcException error)
        {
            return WorldIdReverts.Read(error);
        }
        catch (EthereumRpcUnavailableException failure)
        {
            return new WorldIdVerdict.Unavailable(failure.Message);
        }
    }

    /// <summary>Looks for the chain's id and for code at the contracts: a call to an address without any succeeds for every proof.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<WorldIdSetup> CheckSetupAsync(CancellationToken cancellationToken = default) => WorldIdChain.CheckAsync(rpc, contracts, cancellationToken);
}
