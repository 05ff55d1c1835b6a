using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>A question about a wallet that a public register answers on chain. Control of the wallet is proven before, by a signature.</summary>
/// <param name="Name">The register, for configuration, logs and scopes.</param>
/// <param name="ChainId">The EIP-155 chain on which it stands.</param>
public abstract record WalletRule(string Name, ulong ChainId)
{
    /// <summary>Asks.</summary>
    /// <param name="rpc">A node of the chain.</param>
    /// <param name="wallet">The wallet.</param>
    /// <param name="now">The moment for which the answer is wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WalletVerdict> ReadAsync(IEthereumRpc rpc, Address wallet, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        try
        {
            return await AskAsync(rpc, wallet, now, cancellationToken);
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure)
        {
            return new WalletVerdict.Unavailable($"{Name} refused the call.");
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new WalletVerdict.Unavailable($"{Name} could not be asked.");
        }
    }

    private protected abstract Task<WalletVerdict> AskAsync(IEthereumRpc rpc, Address wallet, DateTimeOffset now, CancellationToken cancellationToken);

    private protected static string SubjectOf(Address wallet) => Hex.Encode(wallet.ToArray());

    /// <summary>An account without code answers every call with nothing.</summary>
    private protected WalletVerdict NoAnswer() => new WalletVerdict.Unavailable($"{Name} gave no answer: is the contract on this chain?");
}
