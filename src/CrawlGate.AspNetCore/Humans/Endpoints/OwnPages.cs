using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>Tells posts of this site's pages from those that another site made a browser send.</summary>
internal static class OwnPages
{
    /// <summary>Whether nothing speaks against a post coming from a page of this site (Fetch metadata and the Origin header).</summary>
    /// <remarks>
    /// Browsers without either are old or plain; their posts change nothing but the browser's own pass, and a proof is bound to a cookie
    /// that a post from elsewhere does not bring.
    /// </remarks>
    public static bool Sent(HttpRequest request, PersonhoodSettings settings)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site != "same-origin")
            return false;

        var origin = request.Headers.Origin;
        return origin.Count == 0 || (origin.Count == 1 && settings.IsOwnOrigin(origin.ToString()));
    }
}
