using CrawlGate.Tests.Client;
using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>A signer's web server with its key directory, and a cache that may fetch from it.</summary>
internal sealed class DirectoryServer : IAsyncDisposable
{
    public const string MediaType = "application/http-message-signatures-directory+json";
    public const long Start = 1_800_000_000;

    private readonly PublicHttpClient _http = new(new PublicHttpClientOptions { UnsafeAllowPrivateAddressesAndPlainHttp = true });
    private readonly List<KeyDirectoryCache> _caches = [];
    private LocalServer _server = null!;
    private int _requests;

    public FixedTime Time { get; } = new(Start);

    /// <summary>Answers a request; all are counted first.</summary>
    public RequestDelegate Answer { get; set; } = context =>
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    };

    public int Requests => Volatile.Read(ref _requests);

    public Uri Url => _server.Url;

    public string Authority => Url.Authority;

    public SignatureAgent Agent => new(Url);

    public static async Task<DirectoryServer> StartAsync()
    {
        var directory = new DirectoryServer();
        directory._server = await LocalServer.StartAsync(context =>
        {
            Interlocked.Increment(ref directory._requests);
            return directory.Answer(context);
        });
        return directory;
    }

    public KeyDirectoryCache Cache(KeyDirectoryOptions? options = null)
    {
        var cache = new KeyDirectoryCache(_http, options, Time);
        _caches.Add(cache);
        return cache;
    }

    /// <summary>Serves a directory whose keys all prove themselves.</summary>
    public void Serve(params SignerKey[] keys) => Serve(SignerKey.Set([.. keys.Select(key => key.Jwk())]), null, keys);

    public void Serve(string body, string? cacheControl, params SignerKey[] provers) => Answer = context =>
    {
        Assert.Equal("/.well-known/http-message-signatures-directory", context.Request.Path.Value);
        var now = Time.Now.ToUnixTimeSeconds();
        var proofs = provers.Select((key, i) => key.Prove(Authority, SignerKey.Digest(body), now, now + 60, $"sig{i}")).ToList();
        return WriteAsync(context, body, cacheControl, proofs);
    };

    /// <summary>Serves a body with one proof, made however a test likes.</summary>
    public void Serve(string body, Func<(string Input, string Signature)> proof, string? digest = null) =>
        Answer = context => WriteAsync(context, body, null, [proof()], digest);

    /// <summary>Serves a document as it is.</summary>
    public void ServePlain(string body, string mediaType, string? cacheControl = null) => Answer = context =>
    {
        context.Response.ContentType = mediaType;
        if (cacheControl is not null)
            context.Response.Headers.CacheControl = cacheControl;
        return context.Response.WriteAsync(body);
    };

    public void Fail(int status = 503) => Answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public void Pass(TimeSpan time) => Time.Now += time;

    public async ValueTask DisposeAsync()
    {
        foreach (var cache in _caches)
            cache.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private static Task WriteAsync(HttpContext context, string body, string? cacheControl, List<(string Input, string Signature)> proofs, string? digest = null)
    {
        var headers = context.Response.Headers;
        headers.ContentType = MediaType;
        if (cacheControl is not null)
            headers.CacheControl = cacheControl;
        headers["Content-Digest"] = digest ?? SignerKey.Digest(body);
        if (proofs.Count > 0)
        {
            headers["Signature-Input"] = string.Join(", ", proofs.Select(proof => proof.Input));
            headers["Signature"] = string.Join(", ", proofs.Select(proof => proof.Signature));
        }

        return context.Response.WriteAsync(body);
    }
}
