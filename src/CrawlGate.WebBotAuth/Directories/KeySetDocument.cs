using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CrawlGate.WebBotAuth;

/// <summary>
/// Reads a JSON Web Key Set (RFC 7517 section 5). A key that is malformed, of a foreign kind or mislabelled is left out; a document that is
/// no key set is a failure, which is a different thing from a set without the key.
/// </summary>
internal static class KeySetDocument
{
    // Real ones are two or three levels deep.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Parses a document that must be one JSON object; the caller disposes it.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Malformed, or with names that are no Unicode.
        }

        document?.Dispose();
        document = null;
        return false;
    }

    /// <summary>
    /// Reads the keys. <paramref name="kidIsThumbprint"/> leaves out keys whose <c>kid</c> is another than their thumbprint, as the
    /// well-known directory demands; elsewhere the <c>kid</c> is the operator's own label, and the thumbprint alone counts.
    /// <paramref name="objection"/> says why a key is not to be used.
    /// </summary>
    public static bool TryRead(
        JsonElement root,
        int maxKeys,
        bool kidIsThumbprint,
        Func<VerificationKey, string?> objection,
        [NotNullWhen(true)] out KeySet? keys,
        [NotNullWhen(false)] out string? error)
    {
        keys = null;
        if (!root.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            error = "It is not a JSON Web Key Set.";
            return false;
        }

        if (list.GetArrayLength() > maxKeys)
        {
            error = $"It lists more than {maxKeys} keys.";
            return false;
        }

        var found = new Dictionary<string, ListedKey>();
        foreach (var jwk in list.EnumerateArray())
        {
            if (!JsonWebKey.TryRead(jwk, out var key, out _) || (kidIsThumbprint && !HasOwnThumbprint(jwk, key))
                || !TryReadTime(jwk, "nbf", long.MinValue, out var notBefore) || !TryReadTime(jwk, "exp", long.MaxValue, out var expires))
                continue;

            KeyLookup lookup = objection(key) is { } reason ? new KeyLookup.Unavailable(reason) : new KeyLookup.Found(key);
            found.TryAdd(key.KeyId, new ListedKey(lookup, notBefore, expires));
        }

        (keys, error) = (new KeySet(found), null);
        return true;
    }

    private static bool HasOwnThumbprint(JsonElement jwk, VerificationKey key) =>
        !jwk.TryGetProperty("kid", out var kid) || (kid.ValueKind == JsonValueKind.String && kid.ValueEquals(key.KeyId));

    // A NumericDate (RFC 7519) may have a fraction.
    private static bool TryReadTime(JsonElement jwk, string name, long absent, out long seconds)
    {
        seconds = absent;
        if (!jwk.TryGetProperty(name, out var value))
            return true;
        if (value.ValueKind != JsonValueKind.Number)
            return false;
        if (value.TryGetInt64(out seconds))
            return true;
        if (!value.TryGetDouble(out var fraction) || Math.Abs(fraction) > 1e15)
            return false;

        seconds = (long)Math.Floor(fraction);
        return true;
    }
}
