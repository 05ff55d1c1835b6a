using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace CrawlGate.AspNetCore;

/// <summary>Reads what a visitor posted: a form, or a JSON object; small, and each field once.</summary>
internal static class EvidenceReader
{
    /// <summary>How much is read.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxFields = 32;

    /// <summary>Whether a program of the page posted, which wants JSON back.</summary>
    public static bool IsJson(HttpRequest request) => HasType(request, "application/json");

    /// <summary>The evidence, or the status that says what is wrong with the request.</summary>
    public static async Task<(PersonhoodEvidence? Evidence, int Status)> ReadAsync(HttpRequest request)
    {
        var isJson = IsJson(request);
        if (!isJson && !HasType(request, "application/x-www-form-urlencoded"))
            return (null, StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength > MaxBytes)
            return (null, StatusCodes.Status413PayloadTooLarge);

        var body = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > MaxBytes)
            return (null, StatusCodes.Status413PayloadTooLarge);

        var fields = isJson ? ReadJson(body.AsMemory(0, length)) : await ReadFormAsync(body.AsMemory(0, length));
        return fields is null
            ? (null, StatusCodes.Status400BadRequest)
            : (new PersonhoodEvidence(fields, request.Headers.Authorization.ToString() is { Length: > 0 } header ? header : null), StatusCodes.Status200OK);
    }

    private static bool HasType(HttpRequest request, string type) =>
        request.ContentType is { } given && given.AsSpan(0, given.IndexOf(';') is >= 0 and var end ? end : given.Length).Trim().Equals(type, StringComparison.OrdinalIgnoreCase);

    private static async Task<Dictionary<string, string>?> ReadFormAsync(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var reader = new FormReader(new MemoryStream(body.ToArray())) { ValueCountLimit = MaxFields };
            var form = await reader.ReadFormAsync();
            return form.Values.All(values => values.Count == 1) ? form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Dictionary<string, string>? ReadJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object || document.RootElement.GetPropertyCount() > MaxFields)
                return null;

            return document.RootElement.EnumerateObject().ToDictionary(
                member => member.Name, member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText(), StringComparer.Ordinal);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A lone surrogate is valid JSON and not valid text, which is an exception of its own.
            return null;
        }
    }
}
