using System.Globalization;
using CrawlGate.AspNetCore;
using CrawlGate.X402;

namespace CrawlGate.Cli;

/// <summary>Facilitators and origins: what the gateway calls besides the chain.</summary>
internal sealed class ServiceChecks(GateSnapshot gate, CrawlGateOptions options, IReadOnlyList<string> origins, TimeProvider time)
{
    private static readonly TimeSpan OriginLimit = TimeSpan.FromSeconds(8);

    /// <summary>Every facilitator: does it answer <c>/supported</c>, and settle what we offer?</summary>
    public async Task<IReadOnlyList<Finding>> TestFacilitatorsAsync(CancellationToken cancellationToken) =>
        options.Facilitator.Urls.Count == 0
            ? [Finding.Skipped("facilitator", "payments are settled here")]
            : await Task.WhenAll(options.Facilitator.Urls.Select((url, i) => TestFacilitatorAsync(new Uri(url), i, cancellationToken)));

    /// <summary>Every origin: does it answer, and when does it think it is?</summary>
    public async Task<IReadOnlyList<(Finding Finding, DateTimeOffset? Date)>> TestOriginsAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(origins.Distinct().Select(url => TestOriginAsync(new Uri(url), cancellationToken)));

    private async Task<Finding> TestFacilitatorAsync(Uri url, int index, CancellationToken cancellationToken)
    {
        var name = $"facilitator {url.Authority}";
        using var facilitator = RemoteFacilitators.Create(options.Facilitator, index, time);
        if (await facilitator.GetSupportedAsync(cancellationToken) is not { } supported)
            return Finding.Failed(name, "does not answer /supported", "start it, open the way to it, or take it out of Facilitator:Urls");

        var missing = gate.Terms.SelectMany(terms => terms.Offers).FirstOrDefault(offer => !supported.Supports(offer.Scheme, CaipNetwork.Parse(offer.Network)));
        return missing is null
            ? Finding.Ok(name, "settles everything that is offered")
            : Finding.Failed(name, $"does not settle '{missing.Scheme}' on {missing.Network}", "use a facilitator of that network, or another Network");
    }

    private async Task<(Finding Finding, DateTimeOffset? Date)> TestOriginAsync(Uri url, CancellationToken cancellationToken)
    {
        var name = $"origin {url.Authority}";
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { Timeout = OriginLimit };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Host = new Uri(options.PublicUrl!).Authority;
        request.Headers.UserAgent.ParseAdd("CrawlGate-Doctor");
        var start = time.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var detail = string.Create(CultureInfo.InvariantCulture, $"answers {(int)response.StatusCode}, {time.GetElapsedTime(start).TotalMilliseconds:0} ms");
            var finding = (int)response.StatusCode >= 500
                ? Finding.Warning(name, detail, "look at the site: it fails before the gate does anything")
                : Finding.Ok(name, detail);
            return (finding, response.Headers.Date);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return (Finding.Failed(name, failure is HttpRequestException refused ? $"does not answer ({refused.HttpRequestError})" : "does not answer in time", "start the site, or change Origin"), null);
        }
    }
}
