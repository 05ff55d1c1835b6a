using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CrawlGate.X402;

/// <summary>
/// The last spelling in which each offer was echoed. A client's library writes every echo of one offer in the same bytes, and equal
/// bytes need no second comparison by fields.
/// </summary>
internal static class EchoMemory
{
    /// <summary>Longer echoes are compared each time, so that nobody's padding is kept in memory.</summary>
    private const int MaxLength = 1024;

    private static readonly ConditionalWeakTable<PaymentRequirements, StrongBox<byte[]?>> LastEcho = [];

    public static bool Knows(PaymentRequirements offer, JsonElement accepted) =>
        LastEcho.TryGetValue(offer, out var echo) && JsonMarshal.GetRawUtf8Value(accepted).SequenceEqual(Volatile.Read(ref echo.Value));

    public static void Remember(PaymentRequirements offer, JsonElement accepted)
    {
        var bytes = JsonMarshal.GetRawUtf8Value(accepted);
        if (bytes.Length <= MaxLength)
            Volatile.Write(ref LastEcho.GetOrCreateValue(offer).Value, bytes.ToArray());
    }
}
