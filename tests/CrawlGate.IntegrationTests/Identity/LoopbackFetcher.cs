using CrawlGate.AspNetCore;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// The gateway's own fetcher of lists, over TLS whose certificate only a test believes, and for loopback alone: the lists that the
/// built-in catalogue names are answered as an outage.
/// </summary>
internal sealed class LoopbackFetcher : IRangeFetcher, IDisposable
{
    private readonly HttpRangeFetcher _fetcher = new(TimeProvider.System, Handler()) { Timeout = TimeSpan.FromSeconds(1) };

    public async Task<RangeFetch> GetAsync(Uri url, RangeValidator? known, CancellationToken cancellationToken) =>
        url.IsLoopback ? await _fetcher.GetAsync(url, known, cancellationToken) : new RangeFetch.Failed("tests ask nobody outside this machine");

    public void Dispose() => _fetcher.Dispose();

    private static SocketsHttpHandler Handler()
    {
        var handler = HttpRangeFetcher.CreateHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        return handler;
    }
}
