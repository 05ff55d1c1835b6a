using System.Buffers;
using CrawlGate.Personhood;
using CrawlGate.X402;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>Headers that must not cross the gate between the client and another server.</summary>
public static class GuardedHeaders
{
    private const string Own = "X-CrawlGate";
    private const int PrefixLength = 2;

    /// <summary>
    /// Removes <c>X-CrawlGate</c> and every header that begins with <c>X-CrawlGate-</c>, in any case, from a request that just came in: what the gate tells the
    /// site about a visitor must not come from the visitor. The operator's question stays, for the gate to read. Allocates nothing when there are none.
    /// </summary>
    public static void RemoveOwnFromRequest(IHeaderDictionary request) =>
        RemoveWhere(request, static name => IsOwn(name) && !name.Equals(DecisionHeaders.Ask, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an origin's response has headers that <see cref="RemoveFromResponse"/> removes; they are rare, and looking is quicker.</summary>
    public static bool AreIn(HttpResponseMessage origin)
    {
        foreach (var (name, _) in origin.Headers.NonValidated)
        {
            if (IsGuardedInResponse(name))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a header is the gate's to write. The hyphens may be any other character that is no letter or digit, because servers that
    /// hand headers on as environment variables (RFC 3875, section 4.1.18) make them all the same.
    /// </summary>
    internal static bool IsOwn(ReadOnlySpan<char> name) =>
        name.Length >= Own.Length
        && (name[0] | ' ') == 'x'
        && !char.IsAsciiLetterOrDigit(name[1])
        && name[PrefixLength..Own.Length].Equals(Own.AsSpan(PrefixLength), StringComparison.OrdinalIgnoreCase)
        && (name.Length == Own.Length || !char.IsAsciiLetterOrDigit(name[Own.Length]));

    /// <summary>
    /// Removes from a request what another server must not see: payments, which are as good as cash until they are settled, what agents signed
    /// for this gate, the operator's key, and the headers by which some servers let a request name another target than its own, which would be a page for the price
    /// of a free one.
    /// </summary>
    public static void RemoveFromRequest(IHeaderDictionary request) => RemoveWhere(request, static name => IsGuardedInRequest(name));

    /// <summary>Removes quotes, receipts, settlement instructions and decisions that another server wrote into its response.</summary>
    public static void RemoveFromResponse(IHeaderDictionary response)
    {
        response.Remove(X402Headers.PaymentRequired);
        response.Remove(X402Headers.PaymentResponse);
        response.Remove(X402Headers.PaymentResponseV1);
        response.Remove(X402Headers.SettlementOverrides);
        response.Remove(X402Headers.ExtensionResponses);
        response.Remove(DecisionHeaders.Decision);
        response.Remove(DecisionHeaders.Would);
    }

    private static bool IsGuardedInRequest(string name) => name.Length switch
    {
        8 => Is(name, AgentKitHeader.Name),
        9 => Is(name, X402Headers.PaymentV1),
        13 => Is(name, "X-Rewrite-URL"),
        14 => Is(name, "X-Original-URL"),
        15 => Is(name, DecisionHeaders.Ask),
        17 => Is(name, X402Headers.PaymentSignature),
        _ => false,
    };

    private static bool IsGuardedInResponse(string name) =>
        name.Length >= 16
        && (Is(name, X402Headers.PaymentRequired) || Is(name, X402Headers.PaymentResponse) || Is(name, X402Headers.PaymentResponseV1)
            || Is(name, X402Headers.SettlementOverrides) || Is(name, X402Headers.ExtensionResponses)
            || Is(name, DecisionHeaders.Decision) || Is(name, DecisionHeaders.Would));

    private static bool Is(string name, string guarded) => name.Equals(guarded, StringComparison.OrdinalIgnoreCase);

    private static void RemoveWhere(IHeaderDictionary request, Predicate<string> isUnwanted)
    {
        // The interface's enumerator would be boxed for every request; a copy into pooled memory is not.
        var count = request.Count;
        var headers = ArrayPool<KeyValuePair<string, StringValues>>.Shared.Rent(count);
        request.CopyTo(headers, 0);
        foreach (var (name, _) in headers.AsSpan(0, count))
        {
            if (isUnwanted(name))
                request.Remove(name);
        }

        headers.AsSpan(0, count).Clear();
        ArrayPool<KeyValuePair<string, StringValues>>.Shared.Return(headers);
    }
}
