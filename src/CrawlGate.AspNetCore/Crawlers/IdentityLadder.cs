using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Works out who is asking: the name that the User-Agent claims or the signature proves, then the signals that can confirm or refute
/// it, the strongest first, until one confirms. What no signal can tell stays unverifiable and is never called spoofed.
/// </summary>
internal sealed partial class IdentityLadder : IRequestClassifier
{
    private readonly CurrentGate _gate;
    private readonly ICrawlerSignal[] _signals;
    private readonly SignatureSignal _signature;
    private readonly ILogger<IdentityLadder> _logger;

    public IdentityLadder(CurrentGate gate, IEnumerable<ICrawlerSignal> signals, SignatureSignal signature, ILogger<IdentityLadder> logger)
    {
        _gate = gate;
        _signals = [.. signals.OrderBy(signal => signal.Method)];
        if (_signals.Length >= Findings.Capacity)
            throw new InvalidOperationException($"There may be at most {Findings.Capacity - 1} crawler signals; {_signals.Length} are registered.");

        _signature = signature;
        _logger = logger;
    }

    /// <inheritdoc/>
    public ValueTask<RequestClassification> ClassifyAsync(HttpContext context)
    {
        var crawlers = _gate.Snapshot.Crawlers;
        var headers = context.Request.Headers;
        var claimed = crawlers.UserAgents.Find(headers.UserAgent);
        return _signature.MayJudge(headers) ? ClassifySignedAsync(context, crawlers, claimed)
            : claimed is not null ? JudgeAsync(context, crawlers, claimed)
            : new ValueTask<RequestClassification>(ClassifyUnnamed(context));
    }

    private static RequestClassification ClassifyUnnamed(HttpContext context) =>
        BrowserLikeness.IsLikely(context.Request.Headers, context.Request.IsHttps) ? RequestClassification.Browser : RequestClassification.Unclaimed;

    private async ValueTask<RequestClassification> ClassifySignedAsync(HttpContext context, CatalogueSnapshot crawlers, Crawler? claimed) =>
        await WeighAsync(context, crawlers, claimed, await _signature.JudgeAsync(context));

    /// <summary>What a signature, which is verified once because its nonce is good for one request, makes of a claim.</summary>
    private async ValueTask<RequestClassification> WeighAsync(HttpContext context, CatalogueSnapshot crawlers, Crawler? claimed, SignedClaim? signature)
    {
        switch (signature)
        {
            case null:
                return claimed is null ? ClassifyUnnamed(context) : await JudgeAsync(context, crawlers, claimed);

            case { Signer: { } signer } proven:
                return await ClassifySignerAsync(context, crawlers, claimed, signer, proven.Evidence);

            case { Evidence: var evidence } unproven:
                var findings = default(Findings);
                if (claimed is null || unproven.Concerns(claimed))
                    findings.Add(evidence);
                else
                    findings.Note(evidence);
                claimed ??= UnprovenSigner;
                return Verdicts.Classify(claimed, await GatherAsync(context, claimed, findings));
        }
    }

    /// <summary>A signature proves its signer's identity. A User-Agent of somebody else is the signer's lie if it is refuted, and beside the point if not.</summary>
    private async ValueTask<RequestClassification> ClassifySignerAsync(
        HttpContext context, CatalogueSnapshot crawlers, Crawler? claimed, Crawler signer, Evidence proof)
    {
        var findings = default(Findings);
        findings.Add(proof);
        if (claimed is null)
            return Verdicts.Classify(signer, findings);
        if (claimed.Operator == signer.Operator)
            return Verdicts.Classify(claimed, findings);

        var other = await JudgeAsync(context, crawlers, claimed);
        return other.Identity == IdentityVerdict.Spoofed ? other : Verdicts.Classify(signer, findings);
    }

    private ValueTask<RequestClassification> JudgeAsync(HttpContext context, CatalogueSnapshot crawlers, Crawler claimed)
    {
        var findings = GatherAsync(context, claimed, default);
        return findings.IsCompletedSuccessfully
            ? new ValueTask<RequestClassification>(crawlers.Verdicts.Of(claimed, findings.Result))
            : JudgeLaterAsync(crawlers, claimed, findings);
    }

    private static async ValueTask<RequestClassification> JudgeLaterAsync(CatalogueSnapshot crawlers, Crawler claimed, ValueTask<Findings> findings) =>
        crawlers.Verdicts.Of(claimed, await findings);

    private ValueTask<Findings> GatherAsync(HttpContext context, Crawler claimed, Findings findings)
    {
        // Behind a network of proxies that is not trusted everybody has its addresses, and every crawler would seem an impostor.
        var client = context.Connection.RemoteIpAddress;
        if (client is not null && ProxyNetworks.Contains(client))
            client = null;

        for (var i = 0; i < _signals.Length && !findings.AreProof; i++)
        {
            var evidence = Ask(_signals[i], context, claimed, client);
            if (!evidence.IsCompletedSuccessfully)
                return GatherLaterAsync(context, claimed, client, findings, i, evidence);

            findings.Add(evidence.Result);
        }

        return new ValueTask<Findings>(findings);
    }

    private async ValueTask<Findings> GatherLaterAsync(HttpContext context, Crawler claimed, IPAddress? client, Findings findings, int index, ValueTask<Evidence?> pending)
    {
        findings.Add(await SafelyAsync(_signals[index], pending));
        for (var i = index + 1; i < _signals.Length && !findings.AreProof; i++)
            findings.Add(await SafelyAsync(_signals[i], Ask(_signals[i], context, claimed, client)));

        return findings;
    }

    private ValueTask<Evidence?> Ask(ICrawlerSignal signal, HttpContext context, Crawler claimed, IPAddress? client)
    {
        try
        {
            return signal.JudgeAsync(context, claimed, client);
        }
        catch (Exception exception)
        {
            return new ValueTask<Evidence?>(Failed(signal, exception));
        }
    }

    private async ValueTask<Evidence?> SafelyAsync(ICrawlerSignal signal, ValueTask<Evidence?> pending)
    {
        try
        {
            return await pending;
        }
        catch (Exception exception)
        {
            return Failed(signal, exception);
        }
    }

    /// <summary>A broken signal of somebody's own must not take the site down, nor refute anybody.</summary>
    private Evidence Failed(ICrawlerSignal signal, Exception exception)
    {
        _logger.SignalFailed(exception, signal.Method);
        return FailedSignal[(int)signal.Method];
    }

    private static TrustedProxies ProxyNetworks { get; } = TrustedProxyPreset.Networks();

    private static Crawler UnprovenSigner { get; } = new("unproven signer", "unknown", CrawlerPurpose.Agent);

    private static Evidence[] FailedSignal { get; } =
        [.. Enum.GetValues<VerificationMethod>().Order().Select(method => new Evidence(method, SignalOutcome.Unknown, "the signal failed; the log says why"))];
}
