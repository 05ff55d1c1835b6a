using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Lets who asks prove to be a person. None is registered unless a proof of personhood is configured; rules that challenge need one.</summary>
internal interface IChallengeResponder
{
    /// <summary>Answers the request and names the decision, or lets it pass to <paramref name="next"/> when it brings a proof.</summary>
    Task RespondAsync(HttpContext context, AccessDecision decision, RequestDelegate next);
}
