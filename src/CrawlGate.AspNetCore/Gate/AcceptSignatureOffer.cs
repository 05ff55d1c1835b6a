using CrawlGate.WebBotAuth;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Asks for a signature, in an answer that charges or refuses, where the crawler that the request names is known to sign its
/// requests: honest ones learn how to prove themselves (RFC 9421, section 5.1).
/// </summary>
internal static class AcceptSignatureOffer
{
    public static void Send(HttpResponse response, RequestClassification who)
    {
        if (who.Crawler?.SignatureAgent is not null && who.Method != VerificationMethod.WebBotAuth)
            response.Headers[AcceptSignature.HeaderName] = AcceptSignature.WebBotAuth;
    }
}
