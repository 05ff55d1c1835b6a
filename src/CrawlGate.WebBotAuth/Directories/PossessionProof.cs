namespace CrawlGate.WebBotAuth;

/// <summary>
/// The signatures a directory's answer carries, one by each key it lists: they bind the keys to the directory's authority and,
/// with its digest, to the very list.
/// </summary>
internal sealed class PossessionProof
{
    private const string Authority = "@authority";

    // A proof may be made for the very answer, by a server whose clock is ahead.
    private const long ClockToleranceSeconds = 60;

    private readonly RequiredPossessionProof _required;
    private readonly DirectoryResponse _response;
    private readonly IReadOnlyList<MessageSignature> _signatures;
    private readonly bool _digestMatches;
    private readonly long _now;
    private readonly string? _problem;

    public PossessionProof(RequiredPossessionProof required, Uri url, FetchOutcome.Fetched answer, DateTimeOffset now)
    {
        _required = required;
        _response = new DirectoryResponse(url, answer);
        _now = now.ToUnixTimeSeconds();
        _digestMatches = ContentDigest.Matches(_response.GetField(ContentDigest.Header), answer.Body.Span);
        _problem = MessageSignature.TryRead(_response, out _signatures)?.Detail;
    }

    /// <summary>Why a key is not proven to be its directory's; null when it is, or need not be.</summary>
    public string? Objection(VerificationKey key)
    {
        if (_required == RequiredPossessionProof.None)
            return null;

        var reason = _problem ?? "it does not sign its answer with the key";
        foreach (var signature in _signatures)
        {
            if (signature.KeyId != key.KeyId || signature.Tag != SignedKeyDirectory.Tag)
                continue;
            if (Objection(signature, key) is not { } objection)
                return null;

            reason = objection;
        }

        return $"The directory lists the key without proof of possession: {reason}.";
    }

    private string? Objection(MessageSignature signature, VerificationKey key)
    {
        if (signature is not { Created: { } created, Expires: { } expires })
            return "the signature lacks created or expires";
        if (created > _now + ClockToleranceSeconds)
            return "the signature is of the future";
        if (expires < created || expires <= _now - ClockToleranceSeconds)
            return "the signature has expired";
        if (!signature.Components.Exists(static component => component is { Name: Authority, IsOfRequest: true }))
            return "the signature does not cover the authority that was asked";

        var coversDigest = signature.Components.Exists(static component => component is { Name: ContentDigest.Header, IsOfRequest: false, Key: null });
        if (!coversDigest && _required == RequiredPossessionProof.AuthorityAndContent)
            return "the signature does not cover the content's digest";
        if (coversDigest && !_digestMatches)
            return "the content is not the one of the digest";
        return signature.Verify(_response, key) is null ? null : "the signature is not the key's";
    }
}
