using System.Globalization;
using System.Text;
using CrawlGate.Personhood;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// The page that waits for World App without script: each time it is loaded it asks the bridge once, and goes on when there is an answer.
/// </summary>
internal sealed partial class WorldIdWaitEndpoint(WorldIdPersonhood verifier, WorldIdQuestions questions, WorldIdBridge bridge, ProofLimiter calls) : IPersonhoodEndpoint
{
    private const int RetryAfterSeconds = 10;

    public string Path => "worldid";

    public string Method => HttpMethods.Get;

    public async Task AnswerAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var endpoints = services.GetRequiredService<HumanEndpoints>();
        try
        {
            var challenge = await services.GetRequiredService<PersonhoodChallenges>().ReadAsync(context);
            var key = challenge is null ? null : await services.GetRequiredService<EpochKeys>().FindAsync(challenge.Epoch, context.RequestAborted);
            if (key is null || WorldIdTicketCookie.Read(context.Request, key) is not { } ticket)
            {
                context.Response.StatusCode = StatusCodes.Status303SeeOther;
                context.Response.Headers.Location = $"{HumanPaths.Page}?{PageLanguages.Parameter}={PageLanguages.Choose(context.Request).Language}";
                return;
            }

            if (await questions.RecallAsync(challenge!, ticket.Nonce, context.RequestAborted) is { } request)
                await GoOnAsync(context, endpoints, ticket, request);
            else
                await GiveUpAsync(context, endpoints, ticket, "expired", "The request was for another page that was opened before.");
        }
        catch (LedgerUnavailableException)
        {
            await endpoints.RefuseAsync(
                context, StatusCodes.Status503ServiceUnavailable, "unavailable", "Proofs cannot be checked at the moment.", provider: verifier.Name, retryAfterSeconds: RetryAfterSeconds);
        }
    }

    private async Task GoOnAsync(HttpContext context, HumanEndpoints endpoints, WorldIdTicket ticket, WorldIdBridgeRequest request)
    {
        var services = context.RequestServices;
        var ends = DateTimeOffset.FromUnixTimeSeconds(request.Context.ExpiresAt);
        var left = (int)(ends - services.GetRequiredService<TimeProvider>().GetUtcNow()).TotalSeconds;
        if (left <= 0)
        {
            await GiveUpAsync(context, endpoints, ticket, "expired", "World App did not answer in time.");
            return;
        }

        switch (await PollAsync(context, ticket, request, ends))
        {
            case WorldIdBridgeStatus.Answered answered:
                await JudgeAsync(context, endpoints, ticket, Encoding.UTF8.GetString(answered.Result.Span));
                break;

            case WorldIdBridgeStatus.Failed(var code):
                NoAnswer(services.GetRequiredService<ILogger<WorldIdWaitEndpoint>>(), code);
                await GiveUpAsync(context, endpoints, ticket, ReasonOf(code), "World App did not confirm.");
                break;

            case WorldIdBridgeStatus.Unavailable(var detail):
                BridgeAway(services.GetRequiredService<ILogger<WorldIdWaitEndpoint>>(), detail);
                context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                await WaitAsync(context, ticket, request, left, StatusCodes.Status503ServiceUnavailable);
                break;

            default:
                await WaitAsync(context, ticket, request, left, StatusCodes.Status200OK);
                break;
        }
    }

    /// <summary>Asks the bridge, unless it was asked just now, there is an answer here already, or nobody reads the page.</summary>
    private async Task<WorldIdBridgeStatus> PollAsync(HttpContext context, WorldIdTicket ticket, WorldIdBridgeRequest request, DateTimeOffset ends)
    {
        var waiting = new WorldIdBridgeStatus.Waiting(IsRetrieved: false);
        if (HttpMethods.IsHead(context.Request.Method))
            return waiting;

        var answers = context.RequestServices.GetRequiredService<WorldIdAnswers>();
        if (answers.Find(ticket.RequestId) is { } kept)
            return new WorldIdBridgeStatus.Answered(Encoding.UTF8.GetBytes(kept));
        if (!answers.MayPoll(ticket.RequestId) || !await calls.TryEnterAsync(context.RequestAborted))
            return waiting;

        try
        {
            // Not given up when the browser goes: an answer that is under way is handed out once.
            var status = await bridge.PollAsync(bridge.Reopen(ticket.RequestId, ticket.Key, request), request, CancellationToken.None);
            if (status is WorldIdBridgeStatus.Answered answered)
                answers.Keep(ticket.RequestId, Encoding.UTF8.GetString(answered.Result.Span), ends);
            return status;
        }
        finally
        {
            calls.Leave();
        }
    }

    private async Task JudgeAsync(HttpContext context, HumanEndpoints endpoints, WorldIdTicket ticket, string result)
    {
        var answers = context.RequestServices.GetRequiredService<WorldIdAnswers>();
        context.Response.OnStarting(() =>
        {
            // Nobody could tell yet: the same answer is judged when the visitor tries again.
            if (context.Response.StatusCode is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
                return Task.CompletedTask;

            answers.Forget(ticket.RequestId);
            WorldIdTicketCookie.Delete(context.Response);
            return Task.CompletedTask;
        });
        var evidence = new PersonhoodEvidence(new Dictionary<string, string> { [WorldIdPersonhood.ResultField] = result });
        await endpoints.FinishAsync(context, verifier, evidence, ticket.ReturnPath);
    }

    private Task GiveUpAsync(HttpContext context, HumanEndpoints endpoints, WorldIdTicket ticket, string code, string detail)
    {
        context.RequestServices.GetRequiredService<WorldIdAnswers>().Forget(ticket.RequestId);
        WorldIdTicketCookie.Delete(context.Response);
        return endpoints.RefuseAsync(context, StatusCodes.Status400BadRequest, code, detail, ticket.ReturnPath, verifier.Name);
    }

    private async Task WaitAsync(HttpContext context, WorldIdTicket ticket, WorldIdBridgeRequest request, int secondsLeft, int status)
    {
        var page = new WaitPage(PageLanguages.Choose(context.Request))
        {
            AppLink = new Uri(bridge.Reopen(ticket.RequestId, ticket.Key, request).ConnectorUri),
            Address = WorldIdQuestions.WaitPath,
            CancelAddress = $"{HumanPaths.Page}?{HumanPaths.ReturnTo}={Uri.EscapeDataString(ticket.ReturnPath)}",
            SecondsLeft = secondsLeft,
            Reloads = !context.Request.Query.ContainsKey(WaitPage.StopParameter),
        };
        var contact = context.RequestServices.GetRequiredService<PersonhoodSettings>().Contact;
        await (page.Write() with { Contact = contact }).AnswerAsync(context, status);
    }

    /// <summary>The page's word for IDKit's; those that the page has none for say what they are.</summary>
    private static string ReasonOf(string code) => code switch
    {
        "user_rejected" or "cancelled" or "user_presence_failed" or "timeout" => "not_confirmed",
        "nullifier_replayed" or "max_verifications_reached" => "already_used",
        "rp_signature_expired" or "connection_failed" => "expired",
        _ => code,
    };

    [LoggerMessage(1, LogLevel.Information, "World App did not confirm: {Code}")]
    private static partial void NoAnswer(ILogger logger, string code);

    [LoggerMessage(2, LogLevel.Warning, "World ID's bridge cannot be asked at the moment: {Detail}")]
    private static partial void BridgeAway(ILogger logger, string detail);
}
