namespace CrawlGate.WebBotAuth;

/// <summary>
/// Verifies Web Bot Auth signatures of requests (draft-ietf-webbotauth-httpsig-protocol over RFC 9421). Safe to use from several
/// threads; it remembers nonces, so one instance serves them all.
/// </summary>
/// <remarks>
/// Of several signatures with the tag <c>web-bot-auth</c> the first three are tried and the first that verifies wins. A nonce makes
/// a signature good for one request; a signature without one is good for any number until it expires.
/// </remarks>
public sealed class WebBotAuthVerifier
{
    private const int MaxTried = 3;

    private static readonly WebBotAuthResult NoSignature =
        new WebBotAuthResult.Unverified(UnverifiedReason.NoSignature, "The request has no signature of Web Bot Auth.");

    private readonly ISignatureKeyDirectory _directory;
    private readonly TimeProvider _timeProvider;
    private readonly WebBotAuthVerifierOptions _options;
    private readonly NonceGuard _nonces;

    /// <summary>Verifies with the keys of a directory.</summary>
    /// <param name="directory">Finds signers' keys.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    /// <param name="options">What to accept; read once.</param>
    public WebBotAuthVerifier(ISignatureKeyDirectory directory, TimeProvider? timeProvider = null, WebBotAuthVerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        options ??= new WebBotAuthVerifierOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxNonces, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ClockSkew, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLifetime, TimeSpan.FromSeconds(1), nameof(options));
        _directory = directory;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _options = options;
        _nonces = new NonceGuard(options.MaxNonces);
    }

    /// <summary>Verifies a request's signature. Never throws for what a request contains; allocates nothing when it has no signature.</summary>
    public ValueTask<WebBotAuthResult> VerifyAsync(SignedRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (MessageSignature.TryRead(request, out var signatures) is { } problem)
            return ValueTask.FromResult(Invalid(problem));
        if (signatures.Count == 0)
            return ValueTask.FromResult(NoSignature);

        return VerifyAsync(request, signatures, cancellationToken);
    }

    private async ValueTask<WebBotAuthResult> VerifyAsync(SignedRequest request, IReadOnlyList<MessageSignature> signatures, CancellationToken cancellationToken)
    {
        var agentHeader = request.GetField(SignatureAgentHeader.Name).Combined;
        WebBotAuthResult? result = null;
        var tried = 0;
        for (var i = 0; i < signatures.Count && tried < MaxTried; i++)
        {
            if (signatures[i].Tag != SignatureRules.Tag)
                continue;

            tried++;
            var next = await VerifyAsync(request, signatures[i], agentHeader, cancellationToken);
            if (next is WebBotAuthResult.Verified)
                return next;

            result = Weight(next) > Weight(result) ? next : result;
        }

        // Signatures have other uses; only who names an agent meant this one.
        return result ?? (agentHeader is null ? NoSignature : new WebBotAuthResult.Invalid(SignatureFault.WrongTag, "No signature has the tag web-bot-auth."));
    }

    private async ValueTask<WebBotAuthResult> VerifyAsync(SignedRequest request, MessageSignature signature, string? agentHeader, CancellationToken cancellationToken)
    {
        var now = _timeProvider.GetUtcNow();
        if (SignatureRules.Check(signature, _options, now) is { } broken)
            return Invalid(broken);
        if (agentHeader is null)
            return new WebBotAuthResult.Unverified(UnverifiedReason.NoSignatureAgent, "The request has no Signature-Agent header.");
        if (SignatureAgentHeader.TryFind(agentHeader, signature, _options.AllowInsecureAgents, out var agent) is { } noAgent)
            return Invalid(noAgent);
        // Before the lookup: what cannot be verified is not worth a fetch.
        if (SignatureBase.TryBuild(request, signature, out var signatureBase) is { } noBase)
            return Invalid(noBase);

        using (signatureBase)
        {
            return await _directory.FindAsync(agent!, signature.KeyId!, cancellationToken) switch
            {
                KeyLookup.Found(var key) when key.KeyId == signature.KeyId => Verify(signature, signatureBase, key, agent!, now.ToUnixTimeSeconds()),
                KeyLookup.Unavailable(var reason) => new WebBotAuthResult.Unverified(UnverifiedReason.DirectoryUnavailable, reason) { Agent = agent },
                _ => new WebBotAuthResult.Unverified(UnverifiedReason.KeyNotListed, "The signer's directory does not list the key.") { Agent = agent },
            };
        }
    }

    private WebBotAuthResult Verify(MessageSignature signature, SignatureBase signatureBase, VerificationKey key, SignatureAgent agent, long now)
    {
        if (!SignatureAlgorithms.IsForWebBotAuth(key.Algorithm))
            return Invalid(new SignatureProblem(SignatureFault.UnsupportedAlgorithm, "The key is neither for ed25519 nor for rsa-pss-sha512."), agent);
        if (signature.Verify(signatureBase, key) is { } refuted)
            return Invalid(refuted, agent);

        // Only now: a forged signature must not use up the nonce of a genuine one.
        return (signature.Nonce is null ? NonceUse.New : _nonces.Use(key.KeyId, signature.Nonce, signature.Expires!.Value, now)) switch
        {
            NonceUse.New => new WebBotAuthResult.Verified(agent, key.KeyId),
            NonceUse.Repeated => new WebBotAuthResult.Invalid(SignatureFault.Replayed, "The signature's nonce has been used before.") { Agent = agent },
            _ => new WebBotAuthResult.Unverified(UnverifiedReason.ReplayGuardFull, "Too many nonces are remembered to take another.") { Agent = agent },
        };
    }

    private static WebBotAuthResult Invalid(SignatureProblem problem, SignatureAgent? agent = null) =>
        new WebBotAuthResult.Invalid(problem.Fault, problem.Detail) { Agent = agent };

    // Of several failures the one that says most is told.
    private static int Weight(WebBotAuthResult? result) => result switch
    {
        null => 0,
        WebBotAuthResult.Unverified => 1,
        WebBotAuthResult.Invalid { Fault: SignatureFault.Refuted } => 3,
        _ => 2,
    };
}
