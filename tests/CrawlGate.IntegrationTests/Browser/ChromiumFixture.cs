using Microsoft.Playwright;

namespace CrawlGate.IntegrationTests;

/// <summary>A Chromium without a window, shared by the tests of a collection. It asks nobody for anything but what pages do.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private IPlaywright? _playwright;

    /// <summary>The browser; every test makes a context of its own.</summary>
    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Find(),
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Where Chromium is: <c>CHROMIUM</c> in the environment, or on the path.</summary>
    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } given)
            return File.Exists(given) ? given : throw new InvalidOperationException($"CHROMIUM is {given}, and there is no such file.");

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("These tests need Chromium: install the package chromium, or name the program in CHROMIUM.");
    }
}

/// <summary>Tests that use the browser; one after another, on a machine that may be small.</summary>
[CollectionDefinition(nameof(BrowserCollection))]
public sealed class BrowserCollection : ICollectionFixture<ChromiumFixture>;
