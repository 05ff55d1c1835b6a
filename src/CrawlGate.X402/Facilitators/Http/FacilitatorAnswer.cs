using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>What came back from a facilitator, before anybody believes it.</summary>
internal readonly record struct FacilitatorAnswer
{
    /// <summary>The body as strict JSON; null when there is none to trust.</summary>
    public JsonElement? Body { get; private init; }

    /// <summary>Whether the status was 2xx.</summary>
    public bool Succeeded { get; private init; }

    /// <summary>What went wrong, for logs.</summary>
    public string Fault { get; private init; }

    /// <summary>Whether the request certainly never left.</summary>
    public bool NotSent { get; private init; }

    /// <summary>How long to leave the facilitator alone, as it asked.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static FacilitatorAnswer Of(JsonElement? body, int status, string fault, TimeSpan? retryAfter) =>
        new() { Body = body, Succeeded = status is >= 200 and < 300, Fault = LogText.Clean($"HTTP {status}: {fault}"), RetryAfter = retryAfter };

    public static FacilitatorAnswer Failed(string fault, bool notSent) => new() { Fault = LogText.Clean(fault), NotSent = notSent };
}
