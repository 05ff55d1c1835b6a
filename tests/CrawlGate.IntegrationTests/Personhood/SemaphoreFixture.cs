using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>A prover and a chain with the Semaphore contracts; tests of this collection may move its time.</summary>
public sealed class SemaphoreFixture : IAsyncLifetime
{
    private Anvil? _chain;
    private SemaphoreProver? _prover;
    private SemaphoreContracts? _contracts;

    public Anvil Chain => _chain!;

    public SemaphoreProver Prover => _prover!;

    public SemaphoreContracts Contracts => _contracts!;

    public async Task InitializeAsync()
    {
        var prover = SemaphoreProver.StartAsync();
        _chain = await Anvil.StartAsync();
        _contracts = await SemaphoreContracts.DeployAsync(_chain);
        _prover = await prover;
    }

    public async Task DisposeAsync()
    {
        if (_prover is not null)
            await _prover.DisposeAsync();
        if (_chain is not null)
            await _chain.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SemaphoreCollection : ICollectionFixture<SemaphoreFixture>
{
    public const string Name = "semaphore";
}
