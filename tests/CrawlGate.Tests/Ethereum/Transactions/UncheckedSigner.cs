using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

/// <summary>Signs with zeros, for a scripted node that looks at nonces and hashes but not at signatures.</summary>
internal sealed class UncheckedSigner : IEthereumSigner
{
    public Address Address { get; } = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    public ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken = default) => new(default(EcdsaSignature));
}
