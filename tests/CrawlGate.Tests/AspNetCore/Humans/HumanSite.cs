using System.Security.Cryptography;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A site that challenges whoever is neither a browser nor a known crawler, and takes Semaphore proofs.</summary>
internal sealed class HumanSite : IAsyncDisposable
{
    public const string Origin = "https://site.example";

    private HumanSite(GateHost host, LogRecorder log) => (Host, Log) = (host, log);

    public GateHost Host { get; }

    public LogRecorder Log { get; }

    /// <summary>What the site saw in the last request.</summary>
    public IHeaderDictionary? Seen { get; private set; }

    public static async Task<HumanSite> StartAsync(Action<CrawlGateOptions>? configure = null, Action<IServiceCollection>? services = null, RequestDelegate? page = null)
    {
        HumanSite? site = null;
        var log = new LogRecorder();
        var host = await GateHost.StartAsync(
            app => app.MapGet("/{**rest}", async context =>
            {
                site!.Seen = new HeaderDictionary(context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value));
                context.Response.Headers.CacheControl = "public, max-age=600";
                if (page is not null)
                    await page(context);
                else
                    await context.Response.WriteAsync(GateHost.Protected);
            }).RequirePayment(),
            options =>
            {
                options.Rules.Add(new RuleOptions { Name = "people only", Action = "challenge", When = new RuleConditionOptions { Kind = ["browser", "unknown"] } });
                options.Personhood.Semaphore = new SemaphoreOptions { Roots = ["1"] };
                configure?.Invoke(options);
            },
            collection =>
            {
                collection.AddSingleton<ILoggerProvider>(log);
                collection.Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Trace);
                services?.Invoke(collection);
            });
        host.Http.DefaultRequestHeaders.Remove("User-Agent");
        host.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        host.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml");
        return site = new HumanSite(host, log);
    }

    public T Get<T>() where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>The cookie of somebody who was admitted, as the desk would set it after a proof.</summary>
    public async Task<string> AdmitAsync(byte subject = 1, PersonhoodLevel level = PersonhoodLevel.Medium)
    {
        var key = await Get<EpochKeys>().IssuingAsync(CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        var pass = new Pass(new UInt128(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), subject), level, key.Epoch, now, key.Ends);
        await Get<PassBudgets>().AdmitAsync(new byte[] { subject }, "semaphore", "test", pass, CancellationToken.None);
        return $"{PassCookie.Name}={PassCookie.Encode(pass, key)}";
    }

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Host.Http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Host.Http.SendAsync(request);
    }

    /// <summary>The value that an answer sets a cookie to; null when it does not.</summary>
    public static string? CookieOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.FirstOrDefault(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal)) is { } found
            ? found[(name.Length + 1)..found.IndexOf(';')]
            : null;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
