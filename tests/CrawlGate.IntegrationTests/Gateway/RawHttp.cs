using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CrawlGate.IntegrationTests;

/// <summary>Sends request lines and headers as they stand; <c>HttpClient</c> would mend them.</summary>
public static class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<Answer> SendAsync(Uri server, string method, string target, params string[] headers)
    {
        using var deadline = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, deadline.Token);
        var stream = client.GetStream();
        var close = headers.Any(header => header.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)) ? [] : new[] { "Connection: close" };
        var host = headers.Any(header => header.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)) ? [] : new[] { $"Host: {HostOf(target) ?? server.Authority}" };
        var head = string.Join("\r\n", [$"{method} {target} HTTP/1.1", .. host, .. headers, .. close, "", ""]);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), deadline.Token);
        return Parse(await ReadAsync(stream, method == "HEAD", deadline.Token));
    }

    // A server compares the host of an absolute target with this header.
    private static string? HostOf(string target)
    {
        var start = target.IndexOf("://", StringComparison.Ordinal) + 3;
        return start < 3 ? null : target[start..].Split('/')[0].Split('@')[^1];
    }

    private static async Task<string> ReadAsync(NetworkStream stream, bool headOnly, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            while (!IsComplete(text.ToString(), headOnly) && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var length)
                text.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (IOException)
        {
            // A server may reset what it refuses; what came until then is the answer.
        }

        return text.ToString();
    }

    // Some refusals leave the connection open, so the length counts too.
    private static bool IsComplete(string text, bool headOnly)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;

        var length = text[..end].Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return headOnly || (IsChunked(text[..end]) && text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)) || (length is not null && text.Length - end - 4 >= int.Parse(length.Split(':')[1], CultureInfo.InvariantCulture));
    }

    private static Answer Parse(string text)
    {
        if (text.Length == 0)
            return new Answer(0, new Dictionary<string, string>(), "");

        var parts = text.Split("\r\n\r\n", 2);
        var lines = parts[0].Split("\r\n");
        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .GroupBy(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => string.Join(", ", group), StringComparer.OrdinalIgnoreCase);
        var body = parts.ElementAtOrDefault(1) ?? "";
        if (IsChunked(parts[0]))
            body = Join(body);
        return new Answer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }

    private static bool IsChunked(string head) => head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);

    private static string Join(string chunks)
    {
        var body = new StringBuilder();
        while (chunks.IndexOf("\r\n", StringComparison.Ordinal) is > 0 and var end)
        {
            var length = Math.Min(int.Parse(chunks[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), chunks.Length - end - 2);
            body.Append(chunks, end + 2, length);
            chunks = chunks[Math.Min(chunks.Length, end + 4 + length)..];
        }

        return body.ToString();
    }
}
