using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>The page that asks for a proof, the address that takes one, and the one that takes a pass back.</summary>
internal sealed class HumanEndpoints(
    PersonhoodChallenges challenges, ProofDesk desk, PassReader passes, PassBudgets budgets, PersonhoodSettings settings, PersonhoodProviders providers)
{
    private readonly ChallengePageWriter _page = new(providers.Forms);

    /// <summary>Shows what can be proven.</summary>
    public Task ShowAsync(HttpContext context)
    {
        var slot = int.TryParse(context.Request.Query["slot"], NumberStyles.None, CultureInfo.InvariantCulture, out var chosen) ? chosen : (int?)null;
        return ShowAsync(context, StatusCodes.Status200OK, context.Request.Query[HumanPaths.ReturnTo], slot, failed: null);
    }

    /// <summary>Shows a text that a wallet is to sign.</summary>
    public Task ShowAsync(HttpContext context, string? returnTo, Func<PersonhoodChallenge, WalletMessage> message) =>
        ShowAsync(context, StatusCodes.Status200OK, returnTo, slot: null, failed: null, message);

    /// <summary>Takes a proof.</summary>
    public async Task VerifyAsync(HttpContext context)
    {
        var (evidence, status) = await EvidenceReader.ReadAsync(context.Request);
        if (evidence is null)
        {
            await RefuseAsync(context, status, "malformed", "What was sent cannot be read.");
            return;
        }

        var verifier = providers.Find(evidence[HumanPaths.Provider]);
        if (verifier is null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "unknown_provider", "This kind of proof is not taken here.", evidence[HumanPaths.ReturnTo]);
            return;
        }

        await FinishAsync(context, verifier, evidence, evidence[HumanPaths.ReturnTo]);
    }

    /// <summary>Judges a proof, and sends the visitor to where it wanted to go, or back to the page with the reason.</summary>
    public async Task FinishAsync(HttpContext context, IPersonhoodVerifier verifier, PersonhoodEvidence evidence, string? returnTo)
    {
        ProofOutcome outcome;
        try
        {
            outcome = await challenges.ReadAsync(context) is { } challenge
                ? await desk.ProveAsync(context, verifier, evidence, challenge)
                : new ProofOutcome.Refused("expired", "The page was open for too long, or the browser keeps no cookies.");
        }
        catch (LedgerUnavailableException)
        {
            outcome = new ProofOutcome.Unavailable();
        }

        await (outcome switch
        {
            ProofOutcome.Granted => GoOnAsync(context, returnTo),
            ProofOutcome.Refused(var code, var detail) => RefuseAsync(context, StatusCodes.Status400BadRequest, code, detail, returnTo, verifier.Name),
            ProofOutcome.Busy => RefuseAsync(context, StatusCodes.Status429TooManyRequests, "busy", "Too many proofs are being checked.", returnTo, verifier.Name, retryAfterSeconds: 2),
            _ => RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable", "Proofs cannot be checked at the moment.", returnTo, verifier.Name, retryAfterSeconds: 10),
        });
    }

    /// <summary>Forgets the pass that a browser brings, here and there.</summary>
    public async Task ForgetAsync(HttpContext context)
    {
        try
        {
            if (await passes.ReadAsync(context.Request, context.RequestAborted) is { } pass)
                await budgets.ForgetAsync(pass, context.RequestAborted);
        }
        catch (LedgerUnavailableException)
        {
            // The browser forgets it now; the store does when the week ends.
        }

        PassCookie.Delete(context.Response);
        PersonhoodChallenges.Delete(context.Response);
        if (CookieHeader.TryFindOnly(context.Request.Headers.Cookie, WorldIdTicketCookie.Name, out _))
            WorldIdTicketCookie.Delete(context.Response);
        await (ForgottenPage.Write(PageLanguages.Choose(context.Request)) with { Contact = settings.Contact }).AnswerAsync(context);
    }

    /// <summary>Answers with a reason: a problem document for programs, the page that asks for a proof for people.</summary>
    public Task RefuseAsync(
        HttpContext context, int status, string code, string detail, string? returnTo = null, string? provider = null, int? retryAfterSeconds = null)
    {
        if (EvidenceReader.IsJson(context.Request))
            return new Problem(status, code, detail, retryAfterSeconds).WriteAsync(context, default, settings.Contact);
        if (retryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ShowAsync(context, status, returnTo, slot: null, new FailedProof(provider, code));
    }

    private static Task GoOnAsync(HttpContext context, string? returnTo)
    {
        ReturnPaths.TryRead(returnTo, out var path);
        if (EvidenceReader.IsJson(context.Request))
            return context.Response.WriteAsJsonAsync(new GoOn(path), HumanJsonContext.Default.GoOn, cancellationToken: CancellationToken.None);

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        return Task.CompletedTask;
    }

    private async Task ShowAsync(
        HttpContext context, int status, string? returnTo, int? slot, FailedProof? failed, Func<PersonhoodChallenge, WalletMessage>? wallet = null)
    {
        ReturnPaths.TryRead(returnTo, out var path);
        PersonhoodChallenge challenge;
        try
        {
            challenge = await challenges.GiveAsync(context, slot);
        }
        catch (LedgerUnavailableException)
        {
            context.Response.Headers.RetryAfter = "10";
            var away = UnavailablePage.Write(PageLanguages.Choose(context.Request), path) with { Contact = settings.Contact };
            await away.AnswerAsync(context, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        var page = new ChallengePage(challenge, path, PageLanguages.Choose(context.Request))
        {
            Failed = failed,
            Contact = settings.Contact,
            Decision = DecisionId.Parse(context.Request.Query[HumanPaths.Decision].ToString()),
            Wallet = wallet?.Invoke(challenge),
        };
        await _page.Write(page).AnswerAsync(context, status);
    }
}
