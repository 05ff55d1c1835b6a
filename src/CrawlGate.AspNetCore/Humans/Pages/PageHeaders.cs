using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>What is sent with the gate's own pages: what they may load, who may keep them, and that they are no search result.</summary>
internal static class PageHeaders
{
    private static readonly string Plain =
        $"default-src 'none'; style-src '{PageStyle.Hash}'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Writes the headers of a page at an address of the gate's own.</summary>
    public static void Write(HttpResponse response, PageScripts? scripts = null)
    {
        WriteInPlace(response, scripts);
        response.Headers["X-Robots-Tag"] = "noindex";
    }

    /// <summary>
    /// Writes the headers of a page that stands in the place of one of the site's. Search engines are told nothing: whatever goes wrong,
    /// the site's address must not be dropped because of it.
    /// </summary>
    public static void WriteInPlace(HttpResponse response, PageScripts? scripts = null)
    {
        var headers = response.Headers;
        headers.ContentType = "text/html; charset=utf-8";
        headers.ContentSecurityPolicy = Policy(scripts ?? PageScripts.None);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "private, no-store";
        headers.Vary = "Cookie, Accept-Language";
    }

    private static string Policy(PageScripts scripts)
    {
        if (scripts.Addresses.Count == 0)
            return Plain;

        var script = scripts.RunsWebAssembly ? "; script-src 'self' 'wasm-unsafe-eval'" : "; script-src 'self'";
        var connect = scripts.Connects is { } origins ? $"; connect-src {string.Join(' ', origins.Prepend("'self'"))}" : "";
        return Plain + script + connect;
    }
}
