using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Lets people read who bring a pass, where a rule would have charged, slowed down or challenged them. It stands before any payment: nobody
/// who may read free is asked for money.
/// </summary>
internal sealed partial class HumanGate(PersonhoodSettings settings, PassReader passes, PassBudgets budgets, PaymentGate payments, ILogger<HumanGate> logger)
{
    /// <summary>The header that tells the site how sure it is that a person asks; nothing else about the person is told.</summary>
    public const string LevelHeader = "X-CrawlGate-Human";

    /// <summary>Whether a request might bring a pass that counts for this decision. Costs a look at one header, and no allocation.</summary>
    public bool Concerns(HttpContext context, in AccessDecision decision, HumanAccess access) =>
        settings.IsConfigured
        && access != HumanAccess.Off
        && decision.Outcome is not AccessOutcome.Block
        && decision.Who.Crawler is null
        && PassReader.IsBrought(context.Request);

    /// <summary>Serves a person; what becomes of a request without a valid pass is up to <paramref name="otherwise"/>.</summary>
    public async Task ServeAsync(HttpContext context, AccessDecision decision, HumanAccess access, RequestDelegate next, Func<Task> otherwise)
    {
        if (await ReadAsync(context) is not { } pass)
        {
            await otherwise();
            return;
        }

        var draw = access == HumanAccess.Free
            ? new BudgetDraw(BudgetOutcome.Granted, 0)
            : await budgets.DrawAsync(pass, context.Connection.RemoteIpAddress, context.RequestAborted);
        switch (draw.Outcome)
        {
            case BudgetOutcome.Granted:
                await PassAsync(context, pass, access == HumanAccess.Budget, next);
                return;

            case BudgetOutcome.NoPass:
                await otherwise();
                return;

            default:
                Exhausted(SettingName.Of(draw.Outcome), SettingName.Of(pass.Level));
                var notice = new QuoteNotice(draw.Outcome, draw.RetryAfterSeconds);
                await payments.HandleAsync(context, decision.Terms, new Visitor(decision.Who, decision.Id) { Notice = notice }, next);
                return;
        }
    }

    private async ValueTask<Pass?> ReadAsync(HttpContext context)
    {
        try
        {
            return await passes.ReadAsync(context.Request, context.RequestAborted);
        }
        catch (LedgerUnavailableException exception)
        {
            // The key of a week that this process has not seen cannot be fetched: the visitor is told the price like everybody else.
            KeysUnavailable(exception.Message);
            return null;
        }
    }

    private async Task PassAsync(HttpContext context, Pass pass, bool isCounted, RequestDelegate next)
    {
        context.Request.Headers[LevelHeader] = SettingName.Of(pass.Level);
        context.Response.OnStarting(static state => KeepFromOthers((HttpResponse)state), context.Response);
        try
        {
            await next(context);
        }
        finally
        {
            if (isCounted)
                budgets.Return(pass, refund: IsPartOfPage(context.Response));
        }
    }

    /// <summary>What was served free to one person must not be served to everybody by a cache (RFC 9111, section 5.2.2).</summary>
    private static Task KeepFromOthers(HttpResponse response)
    {
        response.Headers.CacheControl = "private, no-store";
        response.Headers.Append("Vary", "Cookie");
        return Task.CompletedTask;
    }

    /// <summary>Whether the answer is one of the many that a browser fetches to show a page; by what it is, not by what the client says.</summary>
    private static bool IsPartOfPage(HttpResponse response)
    {
        var type = response.ContentType.AsSpan();
        return response.StatusCode is StatusCodes.Status304NotModified or >= 500
            || Is(type, "image/") || Is(type, "font/") || Is(type, "text/css") || Is(type, "text/javascript") || Is(type, "application/javascript");

        static bool Is(ReadOnlySpan<char> type, string kind) => type.StartsWith(kind, StringComparison.OrdinalIgnoreCase);
    }

    [LoggerMessage(1, LogLevel.Debug, "A person's budget is used up ({Kind}), at level {Level}")]
    private partial void Exhausted(string kind, string level);

    [LoggerMessage(2, LogLevel.Warning, "A pass could not be read: {Detail}")]
    private partial void KeysUnavailable(string detail);
}
