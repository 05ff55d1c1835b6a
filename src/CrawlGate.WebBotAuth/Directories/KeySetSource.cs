using System.Text.Json;

namespace CrawlGate.WebBotAuth;

/// <summary>Reads the keys of a signature agent from its server, by the kind of its URL.</summary>
internal sealed class KeySetSource(PublicHttpClient http, KeyDirectoryOptions options, TimeProvider time)
{
    private const string WellKnownPath = "/.well-known/http-message-signatures-directory";
    private const string DirectoryMediaType = "application/http-message-signatures-directory+json";
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
        var url = isDirectory ? new Uri(agent.Url, WellKnownPath) : agent.Url;
        var fetch = new FetchOptions
        {
            Accept = isDirectory ? DirectoryMediaType : JsonMediaTypes,
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
            var root = document.RootElement;
            var error = agent.Type switch
            {
                SignatureAgentType.Cimd => ReadCard(agent, root, out var keys) is { } problem ? (problem, keys) : (null, keys),
                SignatureAgentType.Directory => ReadKeys(root, true, Prover(url, answer), out var keys) is { } problem ? (problem, keys) : (null, keys),
                _ => ReadKeys(root, false, static _ => null, out var keys) is { } problem ? (problem, keys) : (null, keys),
            };
            return error.keys is { } read ? new KeySetOutcome.Read(read, Freshness.Of(answer, options)) : new KeySetOutcome.Failed(error.problem!);
        }
    }
}
