using CrawlGate.WebBotAuth;

namespace CrawlGate.Tests.WebBotAuth;

/// <summary>A request made of a URL and header lines.</summary>
internal sealed class TestRequest(string method, string url, params (string Name, string Value)[] lines) : SignedRequest
{
    private readonly Uri _url = new(url);

    public override string Method => method;

    public override string Scheme => _url.Scheme;

    public override string Authority => NormalizeAuthority(_url.Scheme, _url.Authority);

    // As written: Uri would normalise escapes.
    public override string Path => Split().Path;

    public override string Query => Split().Query;

    public override FieldLines GetField(string name) => Lines(lines, name);

    public static FieldLines Lines((string Name, string Value)[] lines, string name)
    {
        var found = lines.Where(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(line => line.Value).ToArray();
        return found.Length switch
        {
            0 => default,
            1 => new FieldLines(found[0]),
            _ => new FieldLines(found),
        };
    }

    private (string Path, string Query) Split()
    {
        var target = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        var slash = path.IndexOf('/');
        return (slash < 0 ? "" : path[slash..], query < 0 ? "" : target[query..]);
    }
}

/// <summary>A response to such a request.</summary>
internal sealed class TestResponse(int status, TestRequest request, params (string Name, string Value)[] lines) : SignedResponse
{
    public override int Status => status;

    public override SignedRequest Request => request;

    public override FieldLines GetField(string name) => TestRequest.Lines(lines, name);
}
