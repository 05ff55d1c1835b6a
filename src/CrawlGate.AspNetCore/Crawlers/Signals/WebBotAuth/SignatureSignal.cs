using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Web Bot Auth: who signed a request proves who it is, whatever its User-Agent says. So this signal does not only judge a claim as
/// the others do; it can be the claim.
/// </summary>
internal sealed class SignatureSignal(WebBotAuthVerifier verifier, CurrentGate gate, bool isEnabled = true)
{
    private const string SignatureInput = "Signature-Input";
    private const string Tag = "web-bot-auth";

    /// <summary>Whether signatures are verified.</summary>
    public bool IsEnabled => isEnabled;

    /// <summary>
    /// Whether there may be anything to verify. Signatures have other uses too, and one that neither names an agent nor has the tag of
    /// Web Bot Auth is of another, be it well-formed or not.
    /// </summary>
    public bool MayJudge(IHeaderDictionary headers) =>
        isEnabled && headers.TryGetValue(SignatureInput, out var inputs) && (headers.ContainsKey("Signature-Agent") || HaveTag(inputs));

    /// <summary>Verifies; null when the signature is none of Web Bot Auth. Never throws for what a client or a signer's server does.</summary>
    public async ValueTask<SignedClaim?> JudgeAsync(HttpContext context)
    {
        var snapshot = gate.Snapshot;
        if (!snapshot.Site.Answers(context.Request.Host))
            return Unknown("the signature is for a host that is not this site's; add it to Hosts if it is");

        var result = await verifier.VerifyAsync(new IncomingRequest(context, snapshot.Site.Scheme, snapshot.Site.AuthorityOf(context.Request.Host)), context.RequestAborted);
        return result switch
        {
            WebBotAuthResult.Verified(var agent, _) => new SignedClaim(SignerOf(agent, snapshot.Crawlers), new Evidence(VerificationMethod.WebBotAuth, SignalOutcome.Confirms, $"signed by {agent.Url.Authority}")),
            WebBotAuthResult.Invalid(SignatureFault.Refuted, var detail) { Agent: var agent } =>
                new SignedClaim(null, new Evidence(VerificationMethod.WebBotAuth, SignalOutcome.Refutes, detail), agent),
            WebBotAuthResult.Invalid(_, var detail) => Unknown(detail),
            WebBotAuthResult.Unverified(UnverifiedReason.NoSignature, _) => null,
            WebBotAuthResult.Unverified(UnverifiedReason.DirectoryUnavailable or UnverifiedReason.ReplayGuardFull, var detail) { Agent: var agent } => Unknown(detail, agent),
            WebBotAuthResult.Unverified(_, var detail) => Unknown(detail),
            _ => throw new InvalidOperationException($"No such result: {result.GetType()}"),
        };
    }

    /// <summary>
    /// The catalogue's crawler of that origin, or an agent that is known by its origin alone. Only the directory of an origin speaks
    /// for the origin: whoever may put a file on a server can point at it.
    /// </summary>
    private static Crawler SignerOf(SignatureAgent agent, CatalogueSnapshot crawlers) =>
        (agent.Type == SignatureAgentType.Directory ? crawlers.FindSigner(agent.Url) : null)
        ?? new Crawler(agent.Url.AbsoluteUri.TrimEnd('/'), agent.Url.GetLeftPart(UriPartial.Authority), CrawlerPurpose.Agent) { SignatureAgent = agent.Url };

    private static SignedClaim Unknown(string detail, SignatureAgent? source = null) =>
        new(null, new Evidence(VerificationMethod.WebBotAuth, SignalOutcome.Unknown, detail), source);

    private static bool HaveTag(StringValues inputs)
    {
        foreach (var line in inputs)
        {
            if (line is not null && line.Contains(Tag, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
