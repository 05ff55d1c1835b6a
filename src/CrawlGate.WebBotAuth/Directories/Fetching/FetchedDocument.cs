using System.Net;
using System.Net.Http.Headers;

namespace CrawlGate.WebBotAuth;

/// <summary>Reads an answer up to its limits.</summary>
internal static class FetchedDocument
{
    public static async Task<FetchOutcome> ReadAsync(HttpResponseMessage response, FetchOptions options, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotModified && options.ETag is not null)
            return new FetchOutcome.NotModified(Collect(response));
        if (response.StatusCode != HttpStatusCode.OK)
            return new FetchOutcome.Failed($"Status {(int)response.StatusCode} instead of 200.");
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encodings)
            && encodings.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            return new FetchOutcome.Failed("The body is compressed, which was not asked for.");
        if (response.Content.Headers.ContentLength > options.MaxBytes)
            return TooLong(options);

        var body = await ReadBodyAsync(response.Content, options.MaxBytes, cancellationToken);
        if (body is null)
            return TooLong(options);

        var headers = Collect(response);
        return new FetchOutcome.Fetched(body, MediaType(headers), headers, headers.GetValueOrDefault("ETag"));
    }

    private static FetchOutcome.Failed TooLong(FetchOptions options) => new($"The body is longer than {options.MaxBytes} bytes.");

    private static async Task<byte[]?> ReadBodyAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[(int)Math.Min(4096, maxBytes + 1L)];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                return buffer[..length];

            length += read;
            if (length > maxBytes)
                return null;
            if (length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxBytes + 1L));
        }
    }

    private static Dictionary<string, string> Collect(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in new HttpHeaders[] { response.Headers, response.Content.Headers })
        {
            foreach (var (name, values) in part.NonValidated)
                headers[name] = string.Join(", ", values.AsEnumerable());
        }

        return headers;
    }

    private static string? MediaType(Dictionary<string, string> headers)
    {
        if (!headers.TryGetValue("Content-Type", out var value))
            return null;

        var end = value.IndexOf(';');
        return (end < 0 ? value : value[..end]).Trim().ToLowerInvariant();
    }
}
