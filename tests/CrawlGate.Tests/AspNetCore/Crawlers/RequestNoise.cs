using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>Requests of any sort from one number: the generator is a counter and three multiplications, so that hundreds of thousands are soon made.</summary>
internal struct RequestNoise(int seed)
{
    private static readonly string[] Names =
    [
        "Accept", "Accept-Language", "Accept-Encoding", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-Dest", "Sec-CH-UA", "X-Forwarded-For", "Forwarded", "X-Forwarded-Proto",
        "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "From", "Via", "Referer", "Cookie", "Authorization", "Upgrade", "X-CrawlGate-Would", "X-CrawlGate-Ask", "X_CrawlGate_Id", "Host",
        "Content-Length", "Range", "X-Original-URL",
    ];

    private static readonly string[] Pieces =
    [
        "", " ", ",", ", ", ";", "=", "\"", "\\", "(", ")", ":", "/", "\0", "\r\n", "\t", "é", "\u00ff", "\u0001", "\ud800", "😀", "for=", "for=203.0.113.9", "for=\"[2001:db8::1]:80\"", "1.2.3.4",
        "203.0.113.7:80", "[::1]", "unknown", "10.0.0.1", "text/html", "image/avif,*/*;q=0.8", "Mozilla/5.0", "Googlebot/2.1", "GPTBot", "Chrome/140.0.0.0", "like", "compatible", "https", "navigate",
        "sig1=", "(\"@authority\" \"signature-agent\";key=\"sig1\")", ";created=1735689600;expires=4889289600", ";keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\"", ";tag=\"web-bot-auth\"",
        ":AAAA:", ":", "?1", "99999999999999999999", "%00", "../", "//", "sig1=\"https://signer.example\"", ";type=jwks_uri", "9".PadLeft(40, '9'),
    ];

    private static readonly string Huge = string.Concat(Enumerable.Repeat("a,\"\\;=(GPTBot) ", 2000));

    private ulong _state = (ulong)seed;

    /// <summary>A number from 0 to below a limit.</summary>
    public int Next(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed >> 33) % (ulong)limit);
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>A value of a few pieces; one in five hundred is huge.</summary>
    public string Value()
    {
        if (Next(500) == 0)
            return Huge;

        var text = "";
        for (var left = Next(6); left > 0; left--)
            text += Next(4) == 0 ? ((char)Next(256)).ToString() : Pick(Pieces);
        return text;
    }

    /// <summary>None, one or several lines, one of which may not even be there.</summary>
    public StringValues Lines() => Next(8) switch
    {
        0 => StringValues.Empty,
        1 => new StringValues([Value(), Value()]),
        2 => new StringValues([null, Value(), ""]),
        _ => Value(),
    };

    /// <summary>A context that says nothing of who asks but for its address.</summary>
    public DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        Span<byte> address = stackalloc byte[Next(2) == 0 ? 4 : 16];
        for (var i = 0; i < address.Length; i++)
            address[i] = (byte)Next(256);
        context.Connection.RemoteIpAddress = Next(10) == 0 ? null : new IPAddress(address);
        return context;
    }

    /// <summary>Adds headers that say nothing of who asks.</summary>
    public void AddTo(HttpRequest request)
    {
        for (var left = Next(6); left > 0; left--)
            request.Headers[Next(8) == 0 ? $"X-{Value()}" : Pick(Names)] = Lines();
        request.Scheme = Next(2) == 0 ? "http" : "https";
        request.Method = Next(10) == 0 ? Value() : "GET";
        request.Path = new PathString("/" + Value());
    }

    /// <summary>Adds headers that do.</summary>
    public void AddClaimsTo(HttpRequest request)
    {
        foreach (var name in (ReadOnlySpan<string>)["User-Agent", "Signature-Input", "Signature", "Signature-Agent"])
        {
            if (Next(2) == 0)
                request.Headers[name] = Lines();
        }
    }
}
