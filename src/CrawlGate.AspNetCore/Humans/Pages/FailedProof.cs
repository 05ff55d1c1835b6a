namespace CrawlGate.AspNetCore;

/// <summary>A proof that was sent and not taken.</summary>
/// <param name="Provider">The verifier that it was for; null when that is not known.</param>
/// <param name="Code">The reason of <see cref="PersonhoodVerdict.Refused"/>, or <c>already_used</c>, <c>expired</c>, <c>unavailable</c>, <c>busy</c>.</param>
internal sealed record FailedProof(string? Provider, string Code)
{
    /// <summary>The reason in words; for a reason without any, that it was not taken.</summary>
    public string Text(PageTexts texts) => texts.OneOf("failure." + Code, "failure.generic");
}
