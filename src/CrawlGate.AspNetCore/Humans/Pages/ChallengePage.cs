namespace CrawlGate.AspNetCore;

/// <summary>The page that asks for a proof, as forms see it.</summary>
/// <param name="Challenge">What has to be proven.</param>
/// <param name="ReturnPath">Where the visitor wants to go on: a path of this site, with its query.</param>
/// <param name="Texts">What is said, in the visitor's language.</param>
internal sealed record ChallengePage(PersonhoodChallenge Challenge, string ReturnPath, PageTexts Texts);
