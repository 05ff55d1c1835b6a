namespace CrawlGate.WebBotAuth;

/// <summary>What came of asking a public server for a document.</summary>
public abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>The document, from an answer with status 200.</summary>
    /// <param name="Body">The whole body.</param>
    /// <param name="ContentType">Its media type without parameters, in lower case.</param>
    /// <param name="Headers">All fields by name, whatever its case; several lines of one field are joined with <c>", "</c>.</param>
    /// <param name="ETag">The validator to ask with the next time.</param>
    public sealed record Fetched(ReadOnlyMemory<byte> Body, string? ContentType, IReadOnlyDictionary<string, string> Headers, string? ETag)
        : FetchOutcome;

    /// <summary>The document is still the one whose validator was sent.</summary>
    public sealed record NotModified(IReadOnlyDictionary<string, string> Headers) : FetchOutcome;

    /// <summary>The server was not asked: the URL or its address is not one to ask.</summary>
    /// <param name="Reason">Why, in words for the operator.</param>
    public sealed record Refused(string Reason) : FetchOutcome;

    /// <summary>The server gave no usable answer, or none within the limits.</summary>
    /// <param name="Reason">Why, in words for the operator.</param>
    public sealed record Failed(string Reason) : FetchOutcome;
}
