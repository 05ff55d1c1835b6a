using Microsoft.AspNetCore.Http;

namespace CrawlGate.AspNetCore;

/// <summary>What proofs of personhood go by. It is read once, when the application starts.</summary>
internal sealed record PersonhoodSettings
{
    private readonly HashSet<string> _origins;

    /// <param name="site">The site's public base URL.</param>
    /// <param name="otherHosts">Other hosts that it answers to.</param>
    public PersonhoodSettings(Uri site, IEnumerable<string> otherHosts)
    {
        Site = site;
        _origins = otherHosts.Select(host => $"{site.Scheme}://{host}").Append(site.GetLeftPart(UriPartial.Authority)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The site's public base URL.</summary>
    public Uri Site { get; }

    /// <summary>Whether any proof is taken. If not, nobody is asked for one.</summary>
    public required bool IsConfigured { get; init; }

    /// <summary>How many browsers one person can prove itself with in a week without their being linked.</summary>
    public required int SlotsPerWeek { get; init; }

    /// <summary>What proofs buy.</summary>
    public required HumanBudgets Budgets { get; init; }

    /// <summary>Whom to ask, shown to people.</summary>
    public string? Contact { get; init; }

    /// <summary>Whether an <c>Origin</c> header names this site.</summary>
    public bool IsOwnOrigin(string origin) => _origins.Contains(origin);

    /// <summary>The path of the page that asks for a proof and then goes on to where a request wanted to go.</summary>
    /// <param name="request">The request.</param>
    /// <param name="decision">What led there, so that the page can name it to whoever asks the operator.</param>
    public static string PageFor(HttpRequest request, DecisionId decision)
    {
        var path = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? request.PathBase + request.Path + request.QueryString.Value : "/";
        var to = Uri.EscapeDataString(path.Length > MaxReturnPath ? ReturnPaths.Home : path);
        return $"{HumanPaths.Page}?{HumanPaths.ReturnTo}={to}" + (decision.IsNone ? "" : $"&{HumanPaths.Decision}={decision}");
    }

    private const int MaxReturnPath = 2000;
}
