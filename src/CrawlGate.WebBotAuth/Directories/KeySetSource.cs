using System.Text.Json;

namespace CrawlGate.WebBotAuth;

/// <summary>Reads the keys of a signature agent from its server, by the kind of its URL.</summary>
internal sealed class KeySetSource(PublicHttpClient http, KeyDirectoryOptions options, TimeProvider time)
{
    private const string JsonMediaTypes = "application/jwk-set+json, application/json";

    /// <summary>Why an agent's URL is none to look keys up at.</summary>
    public string? Objection(SignatureAgent agent)
    {
        if (http.Objection(agent.Url) is { } objection)
            return objection;
        if (agent.Url.Fragment.Length > 0)
            return "The URL has a fragment.";
        return agent.Type switch
        {
            SignatureAgentType.Directory when agent.Url.PathAndQuery != "/" => "The URL of a key directory is an origin, without a path.",
            SignatureAgentType.Directory or SignatureAgentType.JwksUri or SignatureAgentType.Cimd => null,
            _ => "The type of the URL is unknown.",
        };
    }

    public async Task<KeySetOutcome> ReadAsync(SignatureAgent agent, CancellationToken cancellationToken)
    {
        var isDirectory = agent.Type == SignatureAgentType.Directory;
        var url = isDirectory ? new Uri(agent.Url, SignedKeyDirectory.WellKnownPath) : agent.Url;
        var fetch = new FetchOptions
        {
            Accept = isDirectory ? SignedKeyDirectory.MediaType : JsonMediaTypes,
            MaxBytes = options.MaxBytes,
            Timeout = options.FetchTimeout,
        };
        return await http.GetAsync(url, fetch, cancellationToken) switch
        {
            FetchOutcome.Fetched answer => Read(agent, url, answer),
            FetchOutcome.Refused refused => new KeySetOutcome.Failed(refused.Reason),
            FetchOutcome.Failed failed => new KeySetOutcome.Failed(failed.Reason),
            _ => throw new InvalidOperationException("No validator was sent."),
        };
    }

    private KeySetOutcome Read(SignatureAgent agent, Uri url, FetchOutcome.Fetched answer)
    {
        if (!IsExpected(answer.ContentType, agent.Type))
            return new KeySetOutcome.Failed($"The media type {answer.ContentType ?? "(none)"} is not a key directory's.");
        if (!KeySetDocument.TryParse(answer.Body, out var document))
            return new KeySetOutcome.Failed("It is not a JSON object.");

        using (document)
        {
            try
            {
                var root = document.RootElement;
                var error = agent.Type == SignatureAgentType.Cimd ? ReadCard(agent, root, out var keys) : ReadKeys(agent.Type, root, url, answer, out keys);
                return keys is null ? new KeySetOutcome.Failed(error!) : new KeySetOutcome.Read(keys, Freshness.Of(answer, options));
            }
            catch (InvalidOperationException)
            {
                // JSON may escape half a surrogate pair; text that has one shows itself only when it is read or compared.
                return new KeySetOutcome.Failed("It has text that is no Unicode.");
            }
        }
    }

    private string? ReadKeys(SignatureAgentType type, JsonElement root, Uri url, FetchOutcome.Fetched answer, out KeySet? keys)
    {
        if (type != SignatureAgentType.Directory)
            return ReadOwnLabels(root, out keys);

        var proof = new PossessionProof(options.RequiredPossessionProof, url, answer, time.GetUtcNow());
        KeySetDocument.TryRead(root, options.MaxKeys, kidIsThumbprint: true, proof.Objection, out keys, out var error);
        return error;
    }

    private string? ReadOwnLabels(JsonElement root, out KeySet? keys)
    {
        KeySetDocument.TryRead(root, options.MaxKeys, kidIsThumbprint: false, static _ => null, out keys, out var error);
        return error;
    }

    // A client's metadata document (RFC 7591 section 2, draft-ietf-oauth-client-id-metadata-document): it names itself, and has its keys
    // inside or says where they are, never both.
    private string? ReadCard(SignatureAgent agent, JsonElement root, out KeySet? keys)
    {
        keys = null;
        if (!root.TryGetProperty("client_id", out var id) || id.ValueKind != JsonValueKind.String
            || !(id.ValueEquals(agent.Url.AbsoluteUri) || id.ValueEquals(agent.Url.OriginalString)))
            return "The card's client_id is not its URL.";

        var hasUrl = root.TryGetProperty("jwks_uri", out var location);
        if (root.TryGetProperty("jwks", out var embedded))
        {
            return hasUrl ? "The card has both jwks and jwks_uri."
                : embedded.ValueKind == JsonValueKind.Object ? ReadOwnLabels(embedded, out keys)
                : "The card's jwks is not a key set.";
        }

        if (!hasUrl || location.ValueKind != JsonValueKind.String || !Uri.TryCreate(location.GetString(), UriKind.Absolute, out var url))
            return "The card has neither jwks nor an absolute jwks_uri.";

        var elsewhere = new SignatureAgent(url, SignatureAgentType.JwksUri);
        if (Objection(elsewhere) is { } objection)
            return $"The card's jwks_uri is refused. {objection}";

        keys = KeySet.PointingTo(elsewhere);
        return null;
    }

    private static bool IsExpected(string? mediaType, SignatureAgentType type) => type == SignatureAgentType.Directory
        ? mediaType == SignedKeyDirectory.MediaType
        : mediaType is not null && (mediaType == "application/json" || mediaType.EndsWith("+json", StringComparison.Ordinal));
}
