using System.Globalization;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.Cli;

/// <summary>Writes down what the gate said about one request.</summary>
internal static class Explanation
{
    private const string PassesFree = "allow";

    public static ExplainReport Of(HttpContext context, AccessExplanation access, GateSnapshot gate, string? peer)
    {
        var request = context.Request;
        var decision = DecisionOf(context, access);
        return new ExplainReport(
            new RequestFacts(request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, request.Path.Value, request.Host.Value, request.Scheme),
            ClientAddress: AddressOf(context, peer),
            Identity: IdentityOf(access.Identity, request.Headers.UserAgent),
            Endpoint: context.GetEndpoint() is { } endpoint ? new EndpointFacts(endpoint.DisplayName, access.PolicyName, access.IsFreePath, access.IsAmbiguous) : null,
            Rules: [.. access.Rules.Select((rule, index) => new RuleFacts(index + 1, rule.Name, SettingName.Of(rule.Verdict), rule.Failures, rule.Action, rule.Limit))],
            Decision: decision,
            Price: access.Decision is { Outcome: AccessOutcome.Charge(var terms) } && decision.Status is null or StatusCodes.Status402PaymentRequired ? PriceOf(terms, gate, request) : null);
    }

    private static AddressFacts AddressOf(HttpContext context, string? peer)
    {
        var feature = context.Features.GetRequiredFeature<IClientAddressFeature>();
        return new AddressFacts(peer, context.Connection.RemoteIpAddress?.ToString(), SettingName.Of(feature.Source), peer is null ? "no address was given" : feature.Reason);
    }

    private static IdentityFacts IdentityOf(IdentityExplanation identity, string? userAgent) => new(
        string.IsNullOrEmpty(userAgent) ? null : userAgent,
        CrawlerOf(identity.Named),
        identity.LooksLikeBrowser,
        [.. identity.Rungs.Select(rung => new RungFacts(SettingName.Of(rung.Method), rung.Evidence is { } said ? SettingName.Of(said.Outcome) : null, rung.Evidence?.Detail, rung.NotAsked))],
        SettingName.Of(identity.Who.Kind),
        CrawlerOf(identity.Who.Crawler),
        SettingName.Of(identity.Who.Identity),
        identity.Who.Method is { } method ? SettingName.Of(method) : null);

    private static CrawlerFacts? CrawlerOf(Crawler? crawler) =>
        crawler is null ? null : new CrawlerFacts(crawler.Token, crawler.Operator, SettingName.Of(crawler.Purpose), crawler.Documentation?.AbsoluteUri);

    private static DecisionFacts DecisionOf(HttpContext context, AccessExplanation access)
    {
        if (context.GetEndpoint() is null)
            return new DecisionFacts(PassesFree, null, null, null, null, false, StatusCodes.Status404NotFound, "404: no route takes this request");
        if (access.Decision is not { } decision)
            return new DecisionFacts(PassesFree, null, null, null, null, true, null, "passes free: this route has no policy");

        var outcome = decision.Outcome.Text;
        var (status, why) = AnswerTo(context, decision.Outcome);
        var isRefused = decision.IsCarriedOut && status is not null;
        var summary = decision.Allows ? "passes free"
            : !decision.IsCarriedOut ? $"passes, because this policy only observes; would {outcome}"
            : $"{status}: {why}";
        return new DecisionFacts(
            outcome, decision.Rule.Name, decision.Policy.Name, SettingName.Of(decision.Policy.Mode), DecisionHeaders.Reasons(decision), !isRefused, isRefused ? status : null, summary);
    }

    /// <summary>What the gate answers in enforce mode to a request that brings no payment.</summary>
    private static (int? Status, string Text) AnswerTo(HttpContext context, AccessOutcome outcome) => outcome switch
    {
        AccessOutcome.Charge when CrossOrigin.IsPreflight(context.Request) => (StatusCodes.Status204NoContent, "a browser's preflight is answered free, without the site"),
        AccessOutcome.Charge when !PricedMethods.Contains(context.Request.Method) => (Problem.MethodNotPriced.StatusCode, "this method is not sold"),
        AccessOutcome.Charge when PricedMethods.IsUpgrade(context) => (Problem.UpgradeNotPriced.StatusCode, "upgrades are not sold"),
        AccessOutcome.Charge(var terms) => (StatusCodes.Status402PaymentRequired, $"has to pay ${terms.Dollars.ToString(CultureInfo.InvariantCulture)}"),
        AccessOutcome.Block(var status, _) => (status, "is refused"),
        AccessOutcome.RateLimited => (StatusCodes.Status429TooManyRequests, "came too soon"),
        AccessOutcome.Challenge => (StatusCodes.Status402PaymentRequired, "has to prove to be a person"),
        _ => (null, ""),
    };

    private static PriceFacts PriceOf(PaymentTerms terms, GateSnapshot gate, HttpRequest request)
    {
        var offer = terms.Offers[0];
        return new PriceFacts(
            terms.Dollars.ToString(CultureInfo.InvariantCulture), offer.Scheme, offer.Network, offer.Asset, gate.Asset.Name, offer.Amount, offer.PayTo, offer.MaxTimeoutSeconds,
            terms.Resource.Of(request), terms.Quote.Terms.AcceptV1);
    }
}
