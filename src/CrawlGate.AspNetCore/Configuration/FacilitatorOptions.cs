namespace CrawlGate.AspNetCore;

/// <summary>Exactly one of <see cref="Local"/> and <see cref="Urls"/>: settle here with an own key, or hand payments to facilitators.</summary>
public sealed class FacilitatorOptions
{
    /// <summary>Settle here, through <see cref="CrawlGateOptions.Rpc"/>.</summary>
    public LocalFacilitatorOptions? Local { get; set; }

    /// <summary>Base URLs of x402 facilitators in order of preference.</summary>
    public List<string> Urls { get; set; } = [];

    /// <summary>
    /// Files that hold the API keys of <see cref="Urls"/> and nothing else, in the same order; an empty one for a facilitator that wants
    /// none. A key goes to its own facilitator alone, as a bearer token. Read once, at start.
    /// </summary>
    public List<string> ApiKeyFiles { get; set; } = [];

    /// <summary>Lets other resource servers settle through <see cref="Local"/>; null for nobody.</summary>
    public FacilitatorServiceOptions? Serve { get; set; }
}

/// <summary>The accounts that pay for gas. They never hold buyers' money.</summary>
public sealed class LocalFacilitatorOptions
{
    /// <summary>A file that holds the private key in hexadecimal and nothing else.</summary>
    public string? SignerKeyFile { get; set; }

    /// <summary>An environment variable that holds the private key, instead of a file.</summary>
    public string? SignerKeyVariable { get; set; }

    /// <summary>Files with the keys of further accounts: payments are spread over all of them.</summary>
    public List<string> SignerKeyFiles { get; set; } = [];

    /// <summary>How many blocks, its own included, a settlement must be deep before it counts.</summary>
    public int Confirmations { get; set; } = 1;

    /// <summary>What a unit of gas may cost at most, in gwei. Above it nothing is settled.</summary>
    public decimal MaxFeeGwei { get; set; } = 200;
}
