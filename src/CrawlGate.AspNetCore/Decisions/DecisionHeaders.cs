using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>What the gate's decision adds to an answer, whoever writes the answer.</summary>
internal static class DecisionHeaders
{
    /// <summary>Response: the id of a decision that was carried out.</summary>
    public const string Decision = "X-CrawlGate-Decision";

    /// <summary>Request: the operator's key, who wants to know the decision.</summary>
    public const string Ask = "X-CrawlGate-Ask";

    /// <summary>Response: the decision and its reasons, for the operator alone.</summary>
    public const string Would = "X-CrawlGate-Would";

    /// <summary>Names the decision that led to an answer of the gate's own, which is written now.</summary>
    public static void SetId(HttpResponse response, DecisionId id)
    {
        if (!id.IsNone)
            response.Headers[Decision] = id.ToString();
    }

    /// <summary>Names a decision on whatever is answered in the end.</summary>
    public static void SendId(HttpContext context, DecisionId id) => Send(context, Decision, id.ToString());

    /// <summary>Tells the operator what was decided.</summary>
    public static void SendReasons(HttpContext context, in AccessDecision decision) => Send(context, Would, Reasons(decision));

    /// <summary>The decision and its reasons, as the operator is told them.</summary>
    public static string Reasons(in AccessDecision decision)
    {
        var identity = SettingName.Of(decision.Who.Identity);
        var id = decision.Id.IsNone ? "" : $"; decision={decision.Id}";
        return string.Create(CultureInfo.InvariantCulture, $"{decision.Outcome.Text}; rule=\"{Quotable(decision.Rule.Name)}\"; identity={identity}{id}");
    }

    // At the last moment, when others write the answer too: it is cleared when a payment fails, and an origin's headers are copied over what is there.
    private static void Send(HttpContext context, string name, string value) =>
        context.Response.OnStarting(
            static state =>
            {
                var (response, name, value) = ((HttpResponse, string, string))state;
                response.Headers[name] = value;
                return Task.CompletedTask;
            },
            (context.Response, name, value));

    private static string Quotable(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c : '?'));
}
