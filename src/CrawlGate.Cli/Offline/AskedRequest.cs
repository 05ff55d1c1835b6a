using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Cli;

/// <summary>A request that somebody might send.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The target on the request line, as it stands.</param>
/// <param name="Peer">The other end of the connection; null when it has no address.</param>
/// <param name="UserAgent">The User-Agent; null for none.</param>
/// <param name="Headers">Header lines.</param>
/// <param name="IsHttps">Whether the connection itself is encrypted.</param>
internal sealed record AskedRequest(string Method, string Target, IPAddress? Peer, string? UserAgent, IReadOnlyList<string> Headers, bool IsHttps)
{
    private const string NameCharacters = "!#$%&'*+-.^_`|~";

    private static readonly string[] ForwardingHeaders = ["X-Forwarded-For:", "Forwarded:"];

    /// <summary>Whether it says that a proxy passed it on.</summary>
    public bool IsForwarded => Headers.Any(line => ForwardingHeaders.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a text is one header line.</summary>
    public static bool IsHeader(string line)
    {
        var colon = line.IndexOf(':');
        return colon > 0 && line[..colon].All(c => char.IsAsciiLetterOrDigit(c) || NameCharacters.Contains(c))
            && !line.Any(char.IsControl);
    }

    /// <summary>Whether a text can stand on the request line.</summary>
    public static bool IsToken(string text) => text.Length > 0 && !text.Any(c => char.IsControl(c) || c == ' ');

    /// <summary>The request as HTTP/1.1 has it.</summary>
    public byte[] ToBytes(string host)
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        AddUnlessGiven("Host", host);
        AddUnlessGiven("User-Agent", UserAgent);
        if (HttpMethods.IsPost(Method) || HttpMethods.IsPut(Method) || HttpMethods.IsPatch(Method))
            AddUnlessGiven("Content-Length", "0");
        foreach (var line in Headers)
            head.Append(line).Append("\r\n");
        AddUnlessGiven("Connection", "close");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());

        void AddUnlessGiven(string name, string? value)
        {
            if (value is not null && !Headers.Any(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)))
                head.Append($"{name}: {value}\r\n");
        }
    }
}
