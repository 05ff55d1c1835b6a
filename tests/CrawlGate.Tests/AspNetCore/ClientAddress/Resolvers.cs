using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Resolvers that trust 10.0.0.0/8 and 2001:db8:a::/48 unless told otherwise, and the requests they are asked about.</summary>
internal static class Resolvers
{
    public const string Proxy = "10.0.0.1";
    public const string Stranger = "203.0.113.9";

    public static ClientAddressResolver Create(ForwardedHeaderKind kind = ForwardedHeaderKind.Auto, string? header = null, params string[] trusted)
    {
        var options = new ClientAddressOptions { ForwardedHeader = kind, ClientAddressHeader = header };
        options.TrustedProxies.AddRange(trusted.Length > 0 ? trusted : ["10.0.0.0/8", "2001:db8:a::/48"]);
        var resolver = options.Compile(out var errors);
        Assert.Empty(errors);
        return resolver!;
    }

    public static ClientAddress Resolve(this ClientAddressResolver resolver, string peer, params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        foreach (var (name, value) in headers)
            request.Headers[name] = StringValues.Concat(request.Headers[name], value);
        return resolver.Resolve(IPAddress.Parse(peer), request.Headers);
    }
}
