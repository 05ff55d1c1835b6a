using System.Net;
using CrawlGate.X402;

namespace CrawlGate.Client;

/// <summary>
/// Follows redirects by the rules of <see cref="SocketsHttpHandler"/>, which would however carry a payment to whichever origin it
/// is sent to. A payment is as good as money until it is settled.
/// </summary>
internal static class Redirect
{
    /// <summary>Turns the request into the one that the response asks for; false when the response is to be handed out.</summary>
    public static bool TryApply(HttpRequestMessage request, HttpResponseMessage response, bool bodyIsReplayable)
    {
        if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            return false;

        var from = request.RequestUri!;
        var to = location.IsAbsoluteUri ? location : new Uri(from, location);
        if (to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps)
            return false;
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps)
            return false;

        var becomesGet = BecomesGet(response.StatusCode, request.Method);
        if (!becomesGet && request.Content is not null && !bodyIsReplayable)
            return false;

        if (becomesGet)
        {
            request.Method = HttpMethod.Get;
            request.Content = null;
            request.Headers.TransferEncodingChunked = null;
        }

        if (!IsSameOrigin(from, to))
            RemovePayments(request);
        request.Headers.Authorization = null;
        request.RequestUri = to.Fragment.Length == 0 && from.Fragment.Length > 0 ? new UriBuilder(to) { Fragment = from.Fragment }.Uri : to;
        return true;
    }

    public static void RemovePayments(HttpRequestMessage request)
    {
        request.Headers.Remove(X402Headers.PaymentSignature);
        request.Headers.Remove(X402Headers.PaymentV1);
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 300 or 301 or 302 or 303 or 307 or 308;

    private static bool BecomesGet(HttpStatusCode status, HttpMethod method) => (int)status switch
    {
        303 => method != HttpMethod.Get && method != HttpMethod.Head,
        300 or 301 or 302 => method == HttpMethod.Post,
        _ => false,
    };

    private static bool IsSameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase);
}
