using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CrawlGate.AspNetCore;

/// <summary>Keeps paid answers out of shared caches (RFC 9111, section 5.2.2.7), whatever the origin says of its free ones.</summary>
internal static class PaidCaching
{
    public static void MakePrivate(IHeaderDictionary headers)
    {
        if (!CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var value))
            value = new CacheControlHeaderValue();

        value.Public = false;
        value.SharedMaxAge = null;
        value.Private = true;
        headers.CacheControl = value.ToString();
        headers.Append("Vary", $"{X402Headers.PaymentSignature}, {X402Headers.PaymentV1}");
    }
}
