using CrawlGate.Ethereum;

namespace CrawlGate.Personhood;

/// <summary>World ID's contracts on one chain. The registries are not named: the verifier says which ones it uses.</summary>
public sealed record WorldIdContracts
{
    /// <summary>The chain's id.</summary>
    public required ulong ChainId { get; init; }

    /// <summary><c>WorldIDVerifier</c> of version 4.0.</summary>
    public required Address Verifier { get; init; }

    /// <summary><c>WorldIDRouter</c> of version 3.0; null where only 4.0 is verified.</summary>
    public Address? Router { get; init; }

    /// <summary>World Chain, where real people are registered.</summary>
    public static WorldIdContracts WorldChain { get; } = new()
    {
        ChainId = 480,
        Verifier = Address.Parse("0x00000000009E00F9FE82CfeeBB4556686da094d7"),
        Router = Address.Parse("0x17B354dD2595411ff79041f930e491A4Df39A278"),
    };

    /// <summary>World Chain, the staging environment's verifier of version 4.0.</summary>
    public static WorldIdContracts WorldChainStaging { get; } = new()
    {
        ChainId = 480,
        Verifier = Address.Parse("0x703a6316c975DEabF30b637c155edD53e24657DB"),
    };
}
