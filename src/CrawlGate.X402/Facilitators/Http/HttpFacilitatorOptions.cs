namespace CrawlGate.X402;

/// <summary>How <see cref="HttpFacilitator"/> talks to its facilitator.</summary>
public sealed record HttpFacilitatorOptions
{
    /// <summary>How long <c>/verify</c> and <c>/supported</c> may take.</summary>
    public TimeSpan VerifyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long <c>/settle</c> may take before its outcome counts as unknown.</summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Adds what the facilitator asks for, such as a bearer token, to each request; the request's URI tells the endpoint. When it
    /// throws, nothing is sent.
    /// </summary>
    public Func<HttpRequestMessage, CancellationToken, ValueTask>? Authorize { get; init; }

    /// <summary>The URL that version 1 requirements name as their resource. Nothing signs or checks it, but it has to be a URL. The facilitator's own by default.</summary>
    public Uri? ResourceUrl { get; init; }
}
