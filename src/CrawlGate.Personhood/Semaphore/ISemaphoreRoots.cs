using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>Where it is known which Merkle roots are those of a group.</summary>
public interface ISemaphoreRoots
{
    /// <summary>Whether proofs for this root are to be accepted now: it is the group's, or was so recently enough.</summary>
    /// <exception cref="EthereumRpcException">The roots are on a chain and a node answered with an error.</exception>
    /// <exception cref="EthereumRpcUnavailableException">The roots are on a chain and no node gave a usable answer in time.</exception>
    ValueTask<bool> IsCurrentAsync(UInt256 root, CancellationToken cancellationToken = default);
}
