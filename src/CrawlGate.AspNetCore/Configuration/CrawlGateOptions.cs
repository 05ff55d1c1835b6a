namespace CrawlGate.AspNetCore;

/// <summary>The <c>CrawlGate</c> configuration section. Checked as a whole at start; every mistake is reported at once.</summary>
public sealed class CrawlGateOptions
{
    /// <summary>The site's public base URL, like <c>https://news.example</c>. Quotes and receipts name resources under it; the request's Host never counts.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Other hosts that the site answers to, like <c>www.news.example</c>: signatures that crawlers make for them count too.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>
    /// Proxies and content delivery networks before this server, whose word about a client's address counts: IP addresses, prefixes,
    /// <c>cloudflare</c>, <c>fastly</c>, <c>loopback</c>, <c>private</c>, or <c>file:PATH</c>. Without any the connection's own address counts.
    /// </summary>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>The header in which trusted proxies name the client, and nothing else, like <c>CF-Connecting-IP</c>; null to read a chain.</summary>
    public string? ClientAddressHeader { get; set; }

    /// <summary>Which header holds the chain of addresses that trusted proxies write.</summary>
    public ForwardedHeaderKind ForwardedHeader { get; set; }

    /// <summary>A file of crawlers that are added to the built-in catalogue, stand in the place of its entries or remove them.</summary>
    public string? Catalogue { get; set; }

    /// <summary>How crawlers are told from those who only borrow their names.</summary>
    public VerificationOptions Verification { get; set; } = new();

    /// <summary>The account that is paid: an Ethereum address.</summary>
    public string? PayTo { get; set; }

    /// <summary>The default price of a page in dollars, like <c>$0.001</c>.</summary>
    public string? Price { get; set; }

    /// <summary>The CAIP-2 network that payments settle on, like <c>eip155:8453</c> for Base.</summary>
    public string? Network { get; set; }

    /// <summary>JSON-RPC URLs of the network in order of preference. Needed for local settlement.</summary>
    public List<string> Rpc { get; set; } = [];

    /// <summary>The token to be paid in; only needed where the network has no known dollar stablecoin.</summary>
    public AssetOptions? Asset { get; set; }

    /// <summary>Who verifies against the chain and settles.</summary>
    public FacilitatorOptions Facilitator { get; set; } = new();

    /// <summary>
    /// Where payments are remembered: <c>sqlite:PATH</c> on this machine, <c>redis:CONNECTION</c> for several gateways, or <c>memory</c>,
    /// which forgets at restart.
    /// </summary>
    public string Store { get; set; } = StoreAddress.Default;

    /// <summary>How many days settled and failed payments are kept after they expired.</summary>
    public int RetentionDays { get; set; } = 90;

    /// <summary><c>authorization</c>, <c>upfront</c> or <c>deferred</c>: in which order a page is served and settled.</summary>
    public string? Flow { get; set; }

    /// <summary>What may be served before it is paid, in the deferred flow.</summary>
    public DeferredOptions Deferred { get; set; } = new();

    /// <summary>For how many seconds a buyer who lost an answer gets the page again for the identical payment.</summary>
    public int RetryWindowSeconds { get; set; } = 900;

    /// <summary><c>off</c>, <c>optional</c> or <c>required</c>: whether buyers name their purchases by the <c>payment-identifier</c> extension.</summary>
    public string PaymentIdentifier { get; set; } = "off";

    /// <summary>What the paid resource is, for people and crawlers that read a quote.</summary>
    public string? Description { get; set; }

    /// <summary>How long an authorization should stay valid, in seconds.</summary>
    public int MaxTimeoutSeconds { get; set; } = 300;

    /// <summary>
    /// <c>observe</c>, the default: decisions are made and logged, and every request passes; or <c>enforce</c>: they are carried out.
    /// Policies may have a mode of their own.
    /// </summary>
    public string? Mode { get; set; }

    /// <summary>The rules of the default policy in order. When none of them matches, the built-in ones decide.</summary>
    public List<RuleOptions> Rules { get; set; } = [];

    /// <summary>Whom the built-in rules of the default policy charge.</summary>
    public ChargedAudience Charge { get; set; } = ChargedAudience.Crawlers;

    /// <summary>
    /// <c>budget</c>, the default, <c>free</c> or <c>off</c>: what a proof of personhood is worth where a rule would charge, slow down or
    /// challenge whoever asks. <c>off</c> is the default where everyone is charged. Policies may have a setting of their own.
    /// </summary>
    public string? Humans { get; set; }

    /// <summary>How people prove to be people.</summary>
    public PersonhoodOptions Personhood { get; set; } = new();

    /// <summary>What agents get that a verified person stands behind.</summary>
    public AgentKitOptions AgentKit { get; set; } = new();

    /// <summary>Whether x402 version 1 payments are quoted and taken as well.</summary>
    public bool AcceptV1 { get; set; } = true;

    /// <summary>An e-mail address or URL shown on the pages that explain a price or a refusal.</summary>
    public string? Contact { get; set; }

    /// <summary>
    /// A secret of at least 16 characters. Requests that bring it as <c>X-CrawlGate-Ask</c> are told in <c>X-CrawlGate-Would</c> what was
    /// decided about them and why.
    /// </summary>
    public string? OperatorKey { get; set; }

    /// <summary>How many decisions are logged in a second; further ones are counted.</summary>
    public int DecisionsLoggedPerSecond { get; set; } = 100;

    /// <summary>Further policies by name; what they leave out is taken from the settings above.</summary>
    public Dictionary<string, PolicyOptions> Policies { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
