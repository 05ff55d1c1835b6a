using System.Buffers;

namespace CrawlGate.Client;

/// <summary>Looks into a body without taking it away from whoever reads it next.</summary>
internal static class BufferedContent
{
    /// <summary>
    /// Reads at most <paramref name="limit"/> bytes. The content that is returned reads as the original did; the bytes are null
    /// when there are more than the limit.
    /// </summary>
    public static async ValueTask<(HttpContent Content, byte[]? Whole)> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, limit + 1), limit + 1, throwOnEndOfStream: false, cancellationToken);
            var read = buffer[..length];
            if (length > limit)
                return (WithHeadersOf(content, new StreamContent(new PrefixedStream(read, stream))), null);

            return (WithHeadersOf(content, new ByteArrayContent(read)), read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static HttpContent WithHeadersOf(HttpContent original, HttpContent copy)
    {
        foreach (var (name, values) in original.Headers.NonValidated)
            copy.Headers.TryAddWithoutValidation(name, values);

        return copy;
    }
}
