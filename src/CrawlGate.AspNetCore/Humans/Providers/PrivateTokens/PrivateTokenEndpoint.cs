using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Asks the browser for a token. Browsers answer such a challenge on status 401 only, and by themselves: the visitor follows a link and is
/// sent on. One without tokens shows the page of the answer, with the other ways.
/// </summary>
internal sealed class PrivateTokenEndpoint(PrivateTokenPersonhood verifier) : IPersonhoodEndpoint
{
    /// <summary>The path below that of the page.</summary>
    public const string Address = "pat";

    public string Path => Address;

    public string Method => "GET";

    public async Task AnswerAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var endpoints = services.GetRequiredService<HumanEndpoints>();
        var returnTo = context.Request.Query[HumanPaths.ReturnTo].ToString();
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } header)
        {
            await endpoints.FinishAsync(context, verifier, new PersonhoodEvidence(new Dictionary<string, string>(), header), returnTo);
            return;
        }

        try
        {
            var challenge = await services.GetRequiredService<PersonhoodChallenges>().GiveAsync(context);
            context.Response.Headers.WWWAuthenticate = new StringValues([.. verifier.Ask(challenge)]);
        }
        catch (LedgerUnavailableException)
        {
            await endpoints.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable", "Proofs cannot be checked at the moment.", returnTo, retryAfterSeconds: 10);
            return;
        }

        await endpoints.RefuseAsync(context, StatusCodes.Status401Unauthorized, "no_token", "This browser has no token to show.", returnTo);
    }
}
