namespace CrawlGate.WebBotAuth;

/// <summary>A directory's answer as its own signatures see it.</summary>
internal sealed class DirectoryResponse(Uri url, FetchOutcome.Fetched answer) : SignedResponse
{
    public override int Status => 200;

    public override SignedRequest Request { get; } = new DirectoryRequest(url);

    public override FieldLines GetField(string name) => answer.Headers.TryGetValue(name, out var value) ? new FieldLines(value) : default;

    private sealed class DirectoryRequest(Uri url) : SignedRequest
    {
        public override string Method => "GET";

        public override string Scheme => url.Scheme;

        public override string Authority { get; } = AuthorityOf(url);

        public override string Path => url.AbsolutePath;

        public override string Query => url.Query;

        public override FieldLines GetField(string name) => default;

        private static string AuthorityOf(Uri url)
        {
            var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
            return NormalizeAuthority(url.Scheme, url.IsDefaultPort ? host : $"{host}:{url.Port}");
        }
    }
}
