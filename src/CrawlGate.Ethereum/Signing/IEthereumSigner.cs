namespace CrawlGate.Ethereum;

/// <summary>Signs digests with one Ethereum key. Implement it over a KMS or HSM to keep the key out of the process.</summary>
public interface IEthereumSigner
{
    /// <summary>The account of the key.</summary>
    Address Address { get; }

    /// <summary>Signs a 32-byte digest, low-s.</summary>
    ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken = default);
}
