using CrawlGate.Personhood;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>Asks World App without script: opens a request at the bridge, and sends the browser to the page that waits for the answer.</summary>
internal sealed partial class WorldIdStartEndpoint(WorldIdQuestions questions, WorldIdBridge bridge, ProofLimiter calls) : IPersonhoodEndpoint
{
    public string Path => "worldid/start";

    public string Method => HttpMethods.Post;

    public async Task AnswerAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var endpoints = services.GetRequiredService<HumanEndpoints>();
        var (form, status) = await EvidenceReader.ReadAsync(context.Request);
        if (form is null)
        {
            await endpoints.RefuseAsync(context, status, "malformed", "What was sent cannot be read.");
            return;
        }

        var returnTo = form[HumanPaths.ReturnTo];
        if (!await calls.TryEnterAsync(context.RequestAborted))
        {
            await endpoints.RefuseAsync(
                context, StatusCodes.Status429TooManyRequests, "busy", "Too many requests are being opened.", returnTo, WorldIdPersonhood.ProviderName, retryAfterSeconds: 2);
            return;
        }

        string fault;
        try
        {
            fault = await StartAsync(context, form, returnTo);
        }
        catch (LedgerUnavailableException exception)
        {
            fault = exception.Message;
        }
        finally
        {
            calls.Leave();
        }

        if (fault.Length == 0)
            return;

        NotOpened(services.GetRequiredService<ILogger<WorldIdStartEndpoint>>(), fault);
        await endpoints.RefuseAsync(
            context, StatusCodes.Status503ServiceUnavailable, "unavailable", "World App cannot be asked at the moment.", returnTo, WorldIdPersonhood.ProviderName, retryAfterSeconds: 10);
    }

    /// <summary>Sends the browser on, or says why not.</summary>
    private async Task<string> StartAsync(HttpContext context, PersonhoodEvidence form, string? returnTo)
    {
        var services = context.RequestServices;
        var (challenges, keys) = (services.GetRequiredService<PersonhoodChallenges>(), services.GetRequiredService<EpochKeys>());
        if (await challenges.ReadAsync(context) is { } before && await IsAnsweredAsync(context, before, await keys.FindAsync(before.Epoch, context.RequestAborted)))
        {
            GoToWait(context);
            return "";
        }

        var challenge = await challenges.GiveAsync(context, WorldIdRequestEndpoint.SlotOf(form));
        if (await keys.FindAsync(challenge.Epoch, context.RequestAborted) is not { } key)
            return "The week has just ended.";
        if (await questions.AskAsync(challenge, context.RequestAborted) is not { } request)
            return "The week has just ended.";

        var (ticket, fault) = await bridge.CreateAsync(request, context.RequestAborted);
        if (ticket is null)
            return fault;

        ReturnPaths.TryRead(returnTo, out var path);
        WorldIdTicketCookie.Set(context.Response, new WorldIdTicket(request.Context.Nonce, ticket.RequestId, ticket.Key, path), key);
        GoToWait(context);
        return "";
    }

    /// <summary>A wallet answers once: what it said, and nobody could judge yet, is judged before it is asked again.</summary>
    private async ValueTask<bool> IsAnsweredAsync(HttpContext context, PersonhoodChallenge challenge, EpochKey? key) =>
        key is not null
        && WorldIdTicketCookie.Read(context.Request, key) is { } ticket
        && context.RequestServices.GetRequiredService<WorldIdAnswers>().Find(ticket.RequestId) is not null
        && await questions.RecallAsync(challenge, ticket.Nonce, context.RequestAborted) is not null;

    private static void GoToWait(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{WorldIdQuestions.WaitPath}?{PageLanguages.Parameter}={PageLanguages.Choose(context.Request).Language}";
    }

    [LoggerMessage(1, LogLevel.Warning, "World App cannot be asked at the moment: {Detail}")]
    private static partial void NotOpened(ILogger logger, string detail);
}
