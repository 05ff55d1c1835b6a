using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.AspNetCore;

/// <summary>
/// A request as its signature sees it. Scheme and authority are the public ones: a signature that was made for another site must
/// not count here, whatever the Host header says.
/// </summary>
internal sealed class IncomingRequest : SignedRequest
{
    private readonly HttpRequest _request;
    private readonly string _target;
    private readonly int _pathLength;

    public IncomingRequest(HttpContext context, string scheme, string authority)
    {
        _request = context.Request;
        _target = context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target ? target : "/";
        var query = _target.IndexOf('?', StringComparison.Ordinal);
        _pathLength = query < 0 ? _target.Length : query;
        Scheme = scheme;
        Authority = authority;
    }

    public override string Method => _request.Method;

    public override string Scheme { get; }

    public override string Authority { get; }

    public override string Path => _target[.._pathLength];

    public override string Query => _target[_pathLength..];

    public override string RequestTarget => _target;

    public override FieldLines GetField(string name)
    {
        var values = _request.Headers[name];
        return values.Count switch
        {
            0 => default,
            1 => new FieldLines(values[0] ?? ""),
            _ => new FieldLines([.. values.Select(value => value ?? "")]),
        };
    }
}
