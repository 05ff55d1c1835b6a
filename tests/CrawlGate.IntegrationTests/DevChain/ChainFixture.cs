using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// One chain for the whole assembly, with a dollar where clients of others expect it and an independent signer. Tests that move
/// time, stop blocks or pause the node take an <see cref="Anvil"/> of their own.
/// </summary>
public sealed class ChainFixture : IAsyncLifetime
{
    private Anvil? _chain;
    private TypedDataSigner? _signer;

    public Anvil Chain => _chain!;

    /// <summary>A <c>TestDollar</c> at the address of Base Sepolia's USDC.</summary>
    public Address Usdc => Anvil.BaseSepoliaUsdc;

    public TypedDataSigner Signer => _signer!;

    public async Task InitializeAsync()
    {
        var signer = TypedDataSigner.StartAsync();
        _chain = await Anvil.StartAsync();
        await _chain.InstallUsdcAsync();
        _signer = await signer;
    }

    public async Task DisposeAsync()
    {
        if (_signer is not null)
            await _signer.DisposeAsync();
        if (_chain is not null)
            await _chain.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class ChainCollection : ICollectionFixture<ChainFixture>
{
    public const string Name = "chain";
}
