using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CrawlGate.IntegrationTests;

/// <summary>A browser's page of which every request and complaint is remembered.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _requests = new();

    private WatchedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        context.Request += (_, request) => _requests.Enqueue(request.Url);
        context.Console += (_, message) =>
        {
            // The status of a quote is no complaint about the page.
            if (message.Type is "error" or "warning" && !message.Text.EndsWith("a status of 402 (Payment Required)", StringComparison.Ordinal))
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public static async Task<WatchedPage> OpenAsync(
        ChromiumFixture chromium, string language = "en", ColorScheme colors = ColorScheme.Light, bool script = true, bool bypassPolicy = false, int width = 1000)
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            ColorScheme = colors,
            ExtraHTTPHeaders = new Dictionary<string, string> { ["Accept-Language"] = language },
            JavaScriptEnabled = script,
            // As with a window: without one the browser says so, and is taken for a robot.
            UserAgent = $"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chromium.Browser.Version.Split('.')[0]}.0.0.0 Safari/537.36",
            BypassCSP = bypassPolicy,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        return new WatchedPage(context, await context.NewPageAsync());
    }

    /// <summary>Whether all requests went to these servers, and the console has nothing to say about policies or errors.</summary>
    public void AssertQuiet(params Uri[] servers)
    {
        Assert.NotEmpty(_requests);
        Assert.All(_requests, url => Assert.True(url.StartsWith("data:", StringComparison.Ordinal) || servers.Any(server => server.IsBaseOf(new Uri(url))), url));
        Assert.Empty(_complaints);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
