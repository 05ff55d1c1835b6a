using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <content>Reports rung by rung, for operators who ask why.</content>
internal sealed partial class IdentityLadder
{
    internal const string SwitchedOff = "it is switched off";
    private const string NobodyNamed = "no crawler is named";

    /// <summary>Classifies a request as <see cref="ClassifyAsync"/> does, and reports what each rung said or why it was not asked.</summary>
    public async ValueTask<IdentityExplanation> ExplainAsync(HttpContext context)
    {
        var crawlers = _gate.Snapshot.Crawlers;
        var headers = context.Request.Headers;
        var named = crawlers.UserAgents.Find(headers.UserAgent);
        var isSigned = _signature.MayJudge(headers);
        var signature = isSigned ? await _signature.JudgeAsync(context) : null;
        var who = isSigned ? await WeighAsync(context, crawlers, named, signature) : await ClassifyAsync(context);
        var rungs = _signals.Select(signal => Report(signal, named, who)).Prepend(ReportSignature(signature, isSigned));
        return new IdentityExplanation(named, BrowserLikeness.IsLikely(headers, context.Request.IsHttps), [.. rungs], who);
    }

    private RungExplanation ReportSignature(SignedClaim? signature, bool isSigned) => signature is not null
        ? new(VerificationMethod.WebBotAuth, signature.Evidence, null)
        : new(VerificationMethod.WebBotAuth, null, !_signature.IsEnabled ? SwitchedOff : isSigned ? "the signature is none of Web Bot Auth" : "the request is not signed as Web Bot Auth asks");

    private static RungExplanation Report(ICrawlerSignal signal, Crawler? named, RequestClassification who)
    {
        var evidence = who.Evidence.FirstOrDefault(piece => piece.Method == signal.Method);
        return new RungExplanation(signal.Method, evidence, evidence is null ? WhyNotAsked(signal, named, who) : null);
    }

    private static string WhyNotAsked(ICrawlerSignal signal, Crawler? named, RequestClassification who) => (signal, who.Crawler) switch
    {
        (_, null) => NobodyNamed,
        (_, { } signer) when named is not null && named.Token != signer.Token => $"the signature proves somebody else than the User-Agent names, and nothing refutes {named.Token}",
        (IpRangeSignal, { IpRanges.Count: 0 } crawler) => ReferenceEquals(crawler, UnprovenSigner) ? NobodyNamed : $"no address list of {crawler.Token} is known",
        (ReverseDnsSignal, { ReverseDns.Count: 0 } crawler) => ReferenceEquals(crawler, UnprovenSigner) ? NobodyNamed : $"no domain of {crawler.Token} is known",
        (IpRangeSignal { IsEnabled: false } or ReverseDnsSignal { IsEnabled: false }, _) => SwitchedOff,
        _ => who.Identity == IdentityVerdict.Verified ? "the identity was proven already" : "it has nothing to say about this request",
    };
}
