using System.Text;
using CrawlGate.Personhood;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Gives agents that show a person behind them what the operator gives such agents, where a rule would have charged, slowed down or challenged them. It
/// stands before any payment. Whatever is wrong with what an agent sent, or with what it takes to believe it, the agent is treated like everybody else.
/// </summary>
internal sealed partial class AgentGate(
    AgentKitSettings settings, AgentWeeks weeks, OneTimeMarks marks, AgentUses uses, PaymentGate payments, IPaymentScheme scheme, TimeProvider time, ILogger<AgentGate> logger)
{
    /// <summary>Whether a request might be an agent's that gets something. Costs a look at a few headers.</summary>
    public bool Concerns(HttpContext context, in AccessDecision decision) =>
        settings.IsConfigured
        && decision.Outcome is not AccessOutcome.Block
        && (context.Request.Headers.ContainsKey(AgentKitHeader.Name) || (settings.Mode is AgentKitMode.Discount && IsPaying(context.Request.Headers)))
        && PricedMethods.Contains(context.Request.Method)
        && !PricedMethods.IsUpgrade(context);

    /// <summary>Serves an agent, or sells to it at the lower price; what becomes of everybody else is up to <paramref name="otherwise"/>.</summary>
    public async Task ServeAsync(HttpContext context, AccessDecision decision, Visitor visitor, RequestDelegate next, Func<Task> otherwise)
    {
        var grant = await JudgeSafelyAsync(context, decision);
        if (grant is null)
        {
            await otherwise();
            return;
        }

        if (grant.IsProven)
            context.Request.Headers[HumanGate.LevelHeader] = SettingName.Of(PersonhoodLevel.High);
        if (grant.Sale is not { } sale)
        {
            context.Response.OnStarting(static state => KeepFromOthers((HttpResponse)state), context.Response);
            await next(context);
            return;
        }

        if (grant.Restated is { } payment)
            context.Request.Headers[X402Headers.PaymentSignature] = payment;
        await payments.HandleAsync(context, sale.Full.ForAgents!, visitor with { Sale = sale }, next);
    }

    private async Task<Grant?> JudgeSafelyAsync(HttpContext context, AccessDecision decision)
    {
        try
        {
            return await JudgeAsync(context, decision, context.RequestAborted);
        }
        catch (LedgerUnavailableException exception)
        {
            Unavailable(exception.Message);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            // A mistake of ours must not be an error page, nor a way in.
            Threw(exception.GetType().Name);
            return null;
        }
    }

    private async Task<Grant?> JudgeAsync(HttpContext context, AccessDecision decision, CancellationToken cancellationToken)
    {
        var week = await weeks.GetAsync(cancellationToken);
        var page = PageOf(context.Request);
        var isProven = false;
        AgentSale? sale = null;
        if (context.Request.Headers[AgentKitHeader.Name] is [{ } text] && await BelieveAsync(week, text, context.Request, decision.Terms, cancellationToken) is { } agent)
        {
            isProven = true;
            var human = week.NameOf(agent.HumanId, page);
            var isFirst = await marks.TryUseAsync(AgentKitHeader.Name, Encoding.ASCII.GetBytes(agent.Nonce), agent.NonceEnds, cancellationToken);
            if (!isFirst && settings.Mode is not AgentKitMode.Discount)
                Refused("used_nonce");
            switch (settings.Mode)
            {
                case AgentKitMode.Free:
                    return isFirst ? new Grant(true) : null;
                case AgentKitMode.FreeTrial(var most):
                    return isFirst && await uses.TryUseAsync(week, human, most, cancellationToken) ? new Grant(true) : null;
                case AgentKitMode.Discount(_, var most) when decision.Outcome is not AccessOutcome.RateLimited:
                    if ((isFirst || await uses.FindOpenAsync(human, cancellationToken) is not null) && !await uses.IsUsedUpAsync(human, most, cancellationToken))
                        sale = new AgentSale(uses, week, human, page, most, decision.Terms);
                    if (isFirst && sale is not null)
                    {
                        await uses.OpenAsync(human, human, agent.NonceEnds, cancellationToken);
                        await uses.OpenAsync(week.NameOf(agent.Agent, page), human, agent.NonceEnds, cancellationToken);
                    }

                    break;
            }
        }

        return decision.Outcome is not AccessOutcome.RateLimited && decision.Terms.ForAgents is not null
            ? await PriceAsync(context, week, page, decision.Terms, sale, isProven, cancellationToken)
            : null;
    }

    /// <summary>Which price it is: a payment of the full one buys at that, and the lower one may have been opened by a request before this.</summary>
    private async Task<Grant?> PriceAsync(
        HttpContext context, AgentWeek week, string page, PaymentTerms full, AgentSale? sale, bool isProven, CancellationToken cancellationToken)
    {
        if (PaymentProof.Read(context.Request.Headers, full.Quote.Terms.AcceptV1).Payment is not { } payment)
            return sale is null ? null : new Grant(isProven, sale);
        if (AgentPayment.Read(payment, full, scheme, time.GetUtcNow()) is not { Check.IsIdentified: true } lower)
            return null;

        if (sale is null)
        {
            var human = await uses.FindOpenAsync(week.NameOf(lower.Check.Key.Payer, page), cancellationToken)
                ?? await uses.FindSoldAsync(week.NameOf(lower.Check.Key, page), cancellationToken);
            if (human is null)
                return null;
            sale = new AgentSale(uses, week, human, page, (settings.Mode as AgentKitMode.Discount)?.Uses, full);
        }

        return new Grant(isProven, sale, lower.Restated);
    }

    private async Task<AgentKitVerdict.Human?> BelieveAsync(AgentWeek week, string text, HttpRequest request, PaymentTerms terms, CancellationToken cancellationToken)
    {
        var resource = AgentResource.Of(terms.Resource.Of(request));
        var verdict = await week.Verifier.VerifyAsync(text, resource, cancellationToken);
        if (verdict is AgentKitVerdict.Refused(AgentKitReasons.ForeignNonce) && await weeks.GetFormerAsync(cancellationToken) is { } former)
            verdict = await former.Verifier.VerifyAsync(text, resource, cancellationToken);

        switch (verdict)
        {
            case AgentKitVerdict.Human human:
                return human;
            case AgentKitVerdict.Refused(var reason):
                Refused(reason);
                return null;
            case AgentKitVerdict.Unavailable(var detail):
                Unavailable(detail);
                return null;
            default:
                Refused("not_registered");
                return null;
        }
    }

    /// <summary>One page whatever its spelling, so that nobody has more uses of it by writing it otherwise.</summary>
    private static string PageOf(HttpRequest request) => (request.PathBase + request.Path).Value!.TrimEnd('/').ToLowerInvariant();

    private static bool IsPaying(IHeaderDictionary headers) => headers.ContainsKey(X402Headers.PaymentSignature) || headers.ContainsKey(X402Headers.PaymentV1);

    /// <summary>What was served free to one agent must not be served to everybody by a cache (RFC 9111, section 5.2.2).</summary>
    private static Task KeepFromOthers(HttpResponse response)
    {
        response.Headers.CacheControl = "private, no-store";
        response.Headers.Append("Vary", AgentKitHeader.Name);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Debug, "An agent is treated like everybody else: {Reason}")]
    private partial void Refused(string reason);

    [LoggerMessage(2, LogLevel.Warning, "Nobody can tell whether a person stands behind an agent: {Detail}")]
    private partial void Unavailable(string detail);

    [LoggerMessage(3, LogLevel.Error, "Judging an agent failed with {Exception}; it is treated like everybody else")]
    private partial void Threw(string exception);

    /// <summary>What an agent gets: the page, or the page at the lower price.</summary>
    /// <param name="IsProven">Whether this request shows that a person stands behind it.</param>
    /// <param name="Sale">The lower price; null when the page is free.</param>
    /// <param name="Restated">The payment that echoes it; null when the payment of the request does, or there is none.</param>
    private sealed record Grant(bool IsProven, AgentSale? Sale = null, string? Restated = null);
}
