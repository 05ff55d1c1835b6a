namespace CrawlGate.AspNetCore;

/// <summary>
/// The local facilitator as a service for other resource servers, the section <c>CrawlGate:Facilitator:Serve</c>. Needs
/// <see cref="FacilitatorOptions.Local"/>. Read once, at start.
/// </summary>
public sealed class FacilitatorServiceOptions
{
    /// <summary>Whether it is served. The other settings are checked only then.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// Where <c>/verify</c>, <c>/settle</c> and <c>/supported</c> are. Everything below this path is the facilitator's and never
    /// reaches the site; a route of the site's own below it keeps the application from starting.
    /// </summary>
    public string Path { get; set; } = "/x402";

    /// <summary>Who may verify and settle, each with a key of its own.</summary>
    public List<FacilitatorClientOptions> Clients { get; set; } = [];

    /// <summary>Above this price of gas (base fee and tip, in gwei) <c>/settle</c> answers 503; null for no ceiling.</summary>
    public decimal? MaxFeeGwei { get; set; }

    /// <summary>Below this balance of a settling account (in ether, like <c>0.05</c>) <c>/settle</c> answers 503; null for no floor.</summary>
    public string? MinSignerBalance { get; set; }
}

/// <summary>A resource server that settles here.</summary>
public sealed class FacilitatorClientOptions
{
    /// <summary>What logs call it.</summary>
    public string? Name { get; set; }

    /// <summary>A file that holds the API key, at least 24 characters, and nothing else.</summary>
    public string? KeyFile { get; set; }

    /// <summary>An environment variable that holds the API key, instead of a file.</summary>
    public string? KeyVariable { get; set; }

    /// <summary>The addresses that this client's sellers are paid to: gas is spent for no others.</summary>
    public List<string> PayTo { get; set; } = [];

    /// <summary>Whether gas is spent for payments to anybody, in the place of <see cref="PayTo"/>.</summary>
    public bool AnyPayTo { get; set; }

    /// <summary>How many calls of <c>/verify</c> and <c>/settle</c> together are answered in any minute.</summary>
    public int RequestsPerMinute { get; set; } = 600;
}
