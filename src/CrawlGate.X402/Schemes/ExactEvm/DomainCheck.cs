using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>Whether a configured token is what the chain knows under its address. Run it at start: a wrong name makes every signature invalid.</summary>
public abstract record DomainCheck
{
    private DomainCheck() { }

    /// <summary>The node serves the token's network and the token has the configured EIP-712 domain.</summary>
    public sealed record Ok : DomainCheck;

    /// <summary>The configuration is wrong; <paramref name="Text"/> says what to mend.</summary>
    public sealed record Mismatch(string Text) : DomainCheck;

    /// <summary>No node could tell. <paramref name="Detail"/> is for logs only.</summary>
    public sealed record Unavailable(string Detail) : DomainCheck;

    /// <summary>Compares <c>eth_chainId</c> and the token's <c>DOMAIN_SEPARATOR()</c> with the configuration.</summary>
    public static async Task<DomainCheck> RunAsync(IEthereumRpc rpc, TokenAsset asset, CancellationToken cancellationToken = default)
    {
        if (asset.Network.EvmChainId is not { } chainId)
            return new Mismatch($"{asset.Network} is not an EVM network.");

        try
        {
            var served = await rpc.GetChainIdAsync(cancellationToken);
            if (served != chainId)
                return new Mismatch($"The node serves chain {served}, but {asset.Network} is configured.");

            var separator = await rpc.CallAsync(asset.Address, Eip3009Token.DomainSeparator(), cancellationToken: cancellationToken);
            if (!AbiReader.TryReadWord(separator, 0, out var theirs))
                return new Mismatch($"{asset.Address} on {asset.Network} is not a token with EIP-3009: it has no DOMAIN_SEPARATOR().");

            return theirs == Eip712.DomainSeparator(asset.Name, asset.Version, chainId, asset.Address)
                ? new Ok()
                : new Mismatch($"The EIP-712 domain of {asset.Address} on {asset.Network} is not name \"{asset.Name}\", version \"{asset.Version}\".");
        }
        catch (EthereumRpcException error) when (error.IsExecutionFailure)
        {
            return new Mismatch($"{asset.Address} on {asset.Network} is not a token with EIP-3009: DOMAIN_SEPARATOR() fails.");
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return new Unavailable(LogText.Clean(failure.Message));
        }
    }
}
