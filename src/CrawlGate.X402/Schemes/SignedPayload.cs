using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>A scheme's payload, signed by the buyer.</summary>
/// <param name="Payload">The <c>payload</c> member of a payment.</param>
/// <param name="ValidBefore">When the signature stops counting. Until then whoever holds it can collect the money, once.</param>
public sealed record SignedPayload(JsonElement Payload, DateTimeOffset ValidBefore);
