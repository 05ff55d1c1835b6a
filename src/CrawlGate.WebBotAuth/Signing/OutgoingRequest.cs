using System.Globalization;

namespace CrawlGate.WebBotAuth;

/// <summary>A request of <see cref="HttpClient"/>, as it will be sent.</summary>
internal sealed class OutgoingRequest(HttpRequestMessage request) : SignedRequest
{
    private readonly Uri _url = request.RequestUri!;

    public override string Method => request.Method.Method;

    public override string Scheme => _url.Scheme;

    public override string Authority => NormalizeAuthority(Scheme, request.Headers.Host ?? AuthorityOf(_url));

    public override string Path => _url.AbsolutePath;

    public override string Query => _url.Query;

    public override FieldLines GetField(string name)
    {
        if (request.Headers.NonValidated.TryGetValues(name, out var values)
            || (request.Content is not null && request.Content.Headers.NonValidated.TryGetValues(name, out values)))
            return new FieldLines([.. values]);

        return default;
    }

    private static string AuthorityOf(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;
        return url.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{url.Port}");
    }
}
