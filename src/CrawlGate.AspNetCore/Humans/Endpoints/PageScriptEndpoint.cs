using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Serves a script of our own. Its address changes with it, so browsers may keep it.</summary>
internal sealed class PageScriptEndpoint : IPersonhoodEndpoint
{
    private readonly byte[] _script;

    private PageScriptEndpoint(string name)
    {
        using var stream = typeof(PageScriptEndpoint).Assembly.GetManifestResourceStream("scripts/" + name)!;
        _script = new byte[stream.Length];
        stream.ReadExactly(_script);
        Path = name;
        Address = $"{HumanPaths.Page}/{name}?v={Convert.ToHexStringLower(SHA256.HashData(_script).AsSpan(0, 6))}";
    }

    /// <summary>What helps to fill in <see cref="WalletForm"/>.</summary>
    public static PageScriptEndpoint Wallet { get; } = new("wallet.js");

    /// <summary>What asks World App from the page of <see cref="WorldIdForm"/>.</summary>
    public static PageScriptEndpoint WorldId { get; } = new("worldid.js");

    public string Path { get; }

    public string Method => HttpMethods.Get;

    /// <summary>Where pages have it from.</summary>
    public string Address { get; }

    public Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/javascript; charset=utf-8";
        response.Headers.CacheControl = "public, max-age=86400";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["X-Robots-Tag"] = "noindex";
        response.ContentLength = _script.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(_script, CancellationToken.None).AsTask();
    }
}
