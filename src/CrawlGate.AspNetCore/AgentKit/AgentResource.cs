using System.Buffers;
using CrawlGate.Personhood;

namespace CrawlGate.AspNetCore;

/// <summary>A page as agents sign for it: by our own URL of it.</summary>
internal static class AgentResource
{
    private static readonly SearchValues<char> QueryCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()*+,;=:[]@/?");

    /// <summary>Takes the URL apart. A query that no URI has is left out: it binds nothing.</summary>
    public static AgentKitResource Of(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var host = scheme + 3;
        var query = url.IndexOf('?', host);
        var end = query < 0 ? url.Length : query;
        var path = url.IndexOf('/', host) is var slash && slash >= 0 && slash < end ? slash : end;
        var asked = url.AsSpan(end);
        return new AgentKitResource(
            url[..scheme], url[host..path], path == end ? "/" : url[path..end], asked.ContainsAnyExcept(QueryCharacters) ? "" : asked.ToString());
    }
}
