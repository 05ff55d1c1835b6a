using System.ComponentModel.DataAnnotations;

namespace CrawlGate.AspNetCore;

/// <summary>World ID, version 4 and, if it must be, 3.</summary>
public sealed class WorldIdOptions
{
    /// <summary>The app's id, like <c>app_…</c>.</summary>
    public string? AppId { get; set; }

    /// <summary>The relying party's id, like <c>rp_0123456789abcdef</c>.</summary>
    public string? RpId { get; set; }

    /// <summary>A file that holds the key that signs requests, in hexadecimal.</summary>
    public string? SigningKeyFile { get; set; }

    /// <summary>An environment variable that holds it.</summary>
    public string? SigningKeyVariable { get; set; }

    /// <summary><c>production</c>, <c>staging</c> or <c>sandbox</c>. Proofs of another one are refused.</summary>
    public string Environment { get; set; } = "production";

    /// <summary><c>local</c>: proofs are verified here, roots and keys are read from the chain; <c>rpc</c>: the chain verifies; <c>cloud</c>: World's service does.</summary>
    public string Mode { get; set; } = "local";

    /// <summary>JSON-RPC URLs of World Chain, for <c>local</c> and <c>rpc</c>.</summary>
    public List<string> Rpc { get; set; } = [];

    /// <summary>Credentials that count, by issuer schema id; 1, proof of human, when left out.</summary>
    [MinLength(1)]
    public List<int>? IssuerSchemaIds { get; set; }

    /// <summary>Whether version 3 proofs are taken too.</summary>
    public bool AllowLegacy { get; set; }

    /// <summary>The directory with <c>idkit.global.js</c> and <c>idkit_wasm_bg.wasm</c> of IDKit; without it the page works without script.</summary>
    public string? IdKitPath { get; set; }

    /// <summary>The service that carries requests to the app.</summary>
    public string BridgeUrl { get; set; } = "https://bridge.worldcoin.org";

    /// <summary>World's verification service, for <c>cloud</c>.</summary>
    public string CloudUrl { get; set; } = "https://developer.world.org";
}
