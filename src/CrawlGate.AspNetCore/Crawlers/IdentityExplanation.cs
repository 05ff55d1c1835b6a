namespace CrawlGate.AspNetCore;

/// <summary>How it was worked out who asks.</summary>
/// <param name="Named">The crawler that the User-Agent names; null when it names none.</param>
/// <param name="LooksLikeBrowser">Whether the headers are those of a browser.</param>
/// <param name="Rungs">What every way to prove an identity came to, the strongest first.</param>
/// <param name="Who">The verdict.</param>
internal sealed record IdentityExplanation(Crawler? Named, bool LooksLikeBrowser, IReadOnlyList<RungExplanation> Rungs, RequestClassification Who);

/// <summary>What one way to prove an identity came to.</summary>
/// <param name="Method">The way.</param>
/// <param name="Evidence">What it said; null when it was not asked or did not count.</param>
/// <param name="NotAsked">Why there is no evidence, in words for operators; null when there is.</param>
internal sealed record RungExplanation(VerificationMethod Method, Evidence? Evidence, string? NotAsked);
