using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrawlGate.AspNetCore;

/// <summary>Who will read an answer of the gate's own.</summary>
internal static class Reader
{
    /// <summary>The reference's rule for a browser; a crawler that pays needs JSON whatever it accepts.</summary>
    public static bool IsPerson(HttpRequest request, RequestClassification who) =>
        who.Crawler is null && Contains(request.Headers.Accept, "text/html") && Contains(request.Headers.UserAgent, "Mozilla");

    /// <summary>
    /// The same where people can prove to be people: nobody who reads HTML is left with a document for programs there, whatever the browser calls
    /// itself. The price is in a header for all.
    /// </summary>
    public static bool IsPerson(HttpRequest request, in Visitor visitor) =>
        IsPerson(request, visitor.Who) || (visitor is { MayProveToBeAPerson: true, Who.Crawler: null } && Contains(request.Headers.Accept, "text/html"));

    private static bool Contains(StringValues values, string text)
    {
        foreach (var value in values)
        {
            if (value is not null && value.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
