using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>Who verifies proofs of World ID.</summary>
internal enum WorldIdMode
{
    /// <summary>This process; a node is asked for roots and keys.</summary>
    Local,

    /// <summary>A contract.</summary>
    Rpc,

    /// <summary>World's service.</summary>
    Cloud,
}

/// <summary>What a site asks World ID for.</summary>
/// <param name="App">The app.</param>
/// <param name="RpId">The relying party.</param>
/// <param name="Environment">Whose identities count.</param>
/// <param name="Issuers">The credentials that count.</param>
/// <param name="AllowLegacy">Whether proofs of version 3.0 do.</param>
/// <param name="Bridge">What carries requests to the app.</param>
internal sealed record WorldIdSettings(WorldIdAppId App, WorldIdRpId RpId, WorldIdEnvironment Environment, IReadOnlyList<ulong> Issuers, bool AllowLegacy, Uri Bridge);
