using System.Text.Json.Serialization;

namespace CrawlGate.Cli;

/// <summary>What the gateway makes of one request, step by step.</summary>
/// <param name="Request">The request as the gateway read it.</param>
/// <param name="RefusedByServer">The status with which the server refused it before the gate saw it; null when it did not. Then nothing else is there.</param>
/// <param name="ClientAddress">Where it comes from.</param>
/// <param name="Identity">Who asks.</param>
/// <param name="Endpoint">Where it goes; null when no route takes it.</param>
/// <param name="Rules">The rules of the policy that decides, in order.</param>
/// <param name="Decision">What becomes of it.</param>
/// <param name="Price">What is asked for; null unless the decision is to charge.</param>
/// <param name="Notes">What else is worth knowing.</param>
internal sealed record ExplainReport(
    RequestFacts Request,
    string? RefusedByServer = null,
    AddressFacts? ClientAddress = null,
    IdentityFacts? Identity = null,
    EndpointFacts? Endpoint = null,
    IReadOnlyList<RuleFacts>? Rules = null,
    DecisionFacts? Decision = null,
    PriceFacts? Price = null,
    IReadOnlyList<string>? Notes = null);

/// <summary>A request.</summary>
internal sealed record RequestFacts(string Method, string Target, string? Path = null, string? Host = null, string? Scheme = null);

/// <summary>An address and why that one.</summary>
internal sealed record AddressFacts(string? Peer, string? Address, string Source, string Reason);

/// <summary>Who asks and why that one.</summary>
internal sealed record IdentityFacts(
    string? UserAgent, CrawlerFacts? Named, bool LooksLikeBrowser, IReadOnlyList<RungFacts> Rungs, string Kind, CrawlerFacts? Crawler, string Verdict, string? ProvenBy);

/// <summary>A crawler of the catalogue.</summary>
internal sealed record CrawlerFacts(string Token, string Operator, string Purpose, string? Documentation);

/// <summary>One way to prove an identity: an outcome with its detail, or why it was not asked.</summary>
internal sealed record RungFacts(string Method, string? Outcome, string? Detail, string? NotAsked);

/// <summary>A route.</summary>
internal sealed record EndpointFacts(string? Name, string? Policy, bool IsFreePath, bool IsAmbiguous);

/// <summary>A rule.</summary>
internal sealed record RuleFacts(int Number, string Name, string Verdict, IReadOnlyList<string> Failures, string Action, string? Limit);

/// <summary>A decision.</summary>
/// <param name="Outcome">Like <c>charge 0.001</c>.</param>
/// <param name="Rule">The rule that decides; null when there was nothing to decide.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="Mode">That policy's mode.</param>
/// <param name="Would">What the gateway tells its operator in <c>X-CrawlGate-Would</c>, but for the decision's id.</param>
/// <param name="Passes">Whether the request reaches the site unpaid.</param>
/// <param name="Status">What is answered when it does not.</param>
/// <param name="Summary">All this in a sentence.</param>
internal sealed record DecisionFacts(string Outcome, string? Rule, string? Policy, string? Mode, string? Would, bool Passes, int? Status, string Summary);

/// <summary>The first offer of a quote.</summary>
internal sealed record PriceFacts(string Dollars, string Scheme, string Network, string Asset, string Token, string Amount, string PayTo, int MaxTimeoutSeconds, string Resource, bool AcceptsVersion1);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExplainReport))]
internal sealed partial class ExplainJsonContext : JsonSerializerContext;
