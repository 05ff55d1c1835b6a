namespace CrawlGate.AspNetCore;

/// <summary>
/// One reason for a verdict. Signals hand out the same instance for the same crawler and outcome, so that evidence costs nothing
/// and holds nothing about a client.
/// </summary>
/// <param name="Method">The signal it comes from.</param>
/// <param name="Outcome">What it says.</param>
/// <param name="Detail">Why, in words for logs and for the operator; never an address.</param>
public sealed record Evidence(VerificationMethod Method, SignalOutcome Outcome, string Detail);
