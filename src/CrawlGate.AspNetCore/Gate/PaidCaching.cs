using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CrawlGate.AspNetCore;

/// <summary>Keeps paid answers out of shared caches (RFC 9111, section 5.2.2.7), whatever the origin says of its free ones.</summary>
internal static class PaidCaching
{
    public static void MakePrivate(IHeaderDictionary headers)
    {
        headers.CacheControl = StringValues.IsNullOrEmpty(headers.CacheControl) ? "private" : Private(headers.CacheControl);
        headers.Append("Vary", $"{X402Headers.PaymentSignature}, {X402Headers.PaymentV1}");
    }

    private static string Private(StringValues cacheControl)
    {
        if (!CacheControlHeaderValue.TryParse(cacheControl.ToString(), out var value))
            return "private";

        value.Public = false;
        value.SharedMaxAge = null;
        value.Private = true;
        return value.ToString();
    }
}
