using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Tests;
using CrawlGate.Tests.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.IntegrationTests;

/// <summary>
/// A site behind the real gateway, with crawlers of its own whose lists, names and keys servers on loopback publish. The gateway
/// believes its peer about the client's address, so that a test can come from anywhere.
/// </summary>
internal sealed class IdentityStand : IAsyncDisposable
{
    public const string Key = "0123456789abcdef";
    public const string Contact = "editor@tidepool.example";

    /// <summary>On every list that can be read.</summary>
    public const string Listed = "203.0.113.77";

    /// <summary>On no list and without a name.</summary>
    public const string Elsewhere = "198.51.100.77";

    /// <summary>Its name is the named crawlers' and leads back.</summary>
    public const string Named = "192.0.2.10";

    /// <summary>Its name is the named crawlers' and leads elsewhere.</summary>
    public const string Pretended = "192.0.2.11";

    /// <summary>DNS fails for it.</summary>
    public const string Nameless = "192.0.2.12";

    /// <summary>DNS does not answer for it.</summary>
    public const string Silent = "192.0.2.13";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-identity-").FullName;

    private IdentityStand(RangeServer lists, DnsServer names, TestOrigin origin, ScriptedFacilitator facilitator) =>
        (Lists, Names, Origin, Facilitator) = (lists, names, origin, facilitator);

    public RangeServer Lists { get; }

    public DnsServer Names { get; }

    public TestOrigin Origin { get; }

    public ScriptedFacilitator Facilitator { get; }

    public ShiftedTime Time { get; } = new();

    public LogRecorder Log { get; } = new();

    public TestGateway Gateway { get; private set; } = null!;

    /// <summary>Starts everything; <paramref name="configure"/> may change the settings before.</summary>
    public static async Task<IdentityStand> StartAsync(Action<JsonObject>? configure = null, params IReadOnlyList<string> arguments)
    {
        var stand = new IdentityStand(await RangeServer.StartAsync(https: true), new DnsServer(), await TestOrigin.StartAsync(), await ScriptedFacilitator.StartAsync());
        stand.Lists.Answer = stand.PublishAsync;
        stand.Names
            .Named(Named, "one.crawl.named.test").At("one.crawl.named.test", Named)
            .Named(Pretended, "one.crawl.named.test")
            .Answer = stand.AnswerName;

        var settings = TestGateway.RemoteSettings(stand.Origin.Url, stand.Facilitator.Url);
        settings["TrustedProxies"] = new JsonArray("loopback");
        settings["OperatorKey"] = Key;
        settings["Contact"] = Contact;
        settings["Catalogue"] = stand.WriteCatalogue();
        settings["Verification"] = new JsonObject
        {
            ["IpRanges"] = new JsonObject { ["Directory"] = Path.Combine(stand._folder, "ranges") },
            ["ReverseDns"] = new JsonObject { ["Servers"] = new JsonArray(stand.Names.EndPoint.ToString()), ["WaitAtMost"] = "00:00:00.500" },
        };
        configure?.Invoke(settings);
        stand.Gateway = await TestGateway.StartAsync(
            settings,
            configure: builder =>
            {
                builder.Services.AddSingleton<IRangeFetcher>(new LoopbackFetcher());
                builder.Services.AddSingleton<TimeProvider>(stand.Time);
                builder.Logging.ClearProviders().AddProvider(stand.Log);
            },
            arguments: ["--Logging:LogLevel:Default", "Debug", "--Logging:LogLevel:Microsoft", "Information", "--Logging:LogLevel:Microsoft.AspNetCore", "Information", "--Logging:LogLevel:Yarp", "Information", .. arguments]);
        await stand.UntilAsync(list => list.State == RangeSourceState.Fresh || list.LastError is not null);
        return stand;
    }

    /// <summary>What a crawler of the stand's catalogue calls itself.</summary>
    public static string UserAgent(string token) => $"Mozilla/5.0 (compatible; {token}/2.1; +https://bots.example/about)";

    /// <summary>Visits a page as a crawler, or with another User-Agent, and asks for the decision.</summary>
    public Task<Answer> VisitAsync(string crawler, string address, string path = "page", params (string Name, string Value)[] headers) =>
        Gateway.GetAsync(path, [("User-Agent", IsUserAgent(crawler) ? crawler : UserAgent(crawler)), ("X-Forwarded-For", address), ("X-CrawlGate-Ask", Key), .. headers]);

    private static bool IsUserAgent(string text) => text.AsSpan().ContainsAny(" /");

    /// <summary>Lets time pass and waits until the lists were asked for again.</summary>
    public async Task RefreshAsync(TimeSpan time, Func<RangeSourceStatus, bool> until)
    {
        Time.Pass(time);
        // The refresh sleeps by a real timer; a catalogue that is replaced, be it by itself, wakes it.
        Gateway.Services.GetRequiredService<IpRangeStore>().Use(Gateway.Services.GetRequiredService<CurrentGate>().Snapshot.Crawlers.Catalogue.Crawlers);
        await UntilAsync(until);
    }

    public async Task UntilAsync(Func<RangeSourceStatus, bool> condition)
    {
        var store = Gateway.Services.GetRequiredService<IpRangeStore>();
        for (var waited = Stopwatch.StartNew(); !store.Status.Where(list => list.Url.IsLoopback).All(condition); await Task.Delay(20))
        {
            if (waited.Elapsed > Limit)
                throw new TimeoutException(string.Join('\n', store.Status.Where(list => list.Url.IsLoopback)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Facilitator.DisposeAsync();
        await Origin.DisposeAsync();
        await Names.DisposeAsync();
        await Lists.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What the list server does unless a test breaks it.</summary>
    public Task PublishAsync(HttpContext context) =>
        context.Request.Path.Value switch
        {
            "/down.json" => RangeServer.Status(StatusCodes.Status503ServiceUnavailable)(context),
            "/malformed.json" => RangeServer.Text("{\"prefixes\":[{\"ipv4Prefix\":\"203.0.113.0/33\"}]}")(context),
            "/html.json" => RangeServer.Text("<!doctype html><title>Moved</title>")(context),
            "/everybody.json" => RangeServer.Publish("0.0.0.0/0")(context),
            "/hung.json" => Task.Delay(Timeout.Infinite, context.RequestAborted),
            _ => RangeServer.Publish("203.0.113.0/24")(context),
        };

    private IEnumerable<byte[]> AnswerName(DnsQuestion question)
    {
        if (question.Name == DnsServer.ReverseName(IPAddress.Parse(Silent)))
            return [];
        return question.Name == DnsServer.ReverseName(IPAddress.Parse(Nameless)) ? [DnsWire.Reply(question, code: 2)] : [Names.FromTable(question)];
    }

    private string WriteCatalogue()
    {
        JsonObject[] crawlers =
        [
            Crawler("Googlebot", "search", "list.json"),
            Crawler("ListedSearch", "search", "list.json"),
            Crawler("ListedTraining", "training", "list.json"),
            .. ((string[])["Down", "Malformed", "Html", "Everybody", "Hung"]).SelectMany(state => (JsonObject[])
            [
                Crawler($"{state}Search", "search", $"{state.ToLowerInvariant()}.json"),
                Crawler($"{state}Training", "training", $"{state.ToLowerInvariant()}.json"),
            ]),
            With(Crawler("GoneSearch", "search"), "ipRanges", Ranges(new Uri("https://127.0.0.1:1/list.json"))),
            With(Crawler("GoneTraining", "training"), "ipRanges", Ranges(new Uri("https://127.0.0.1:1/list.json"))),
            With(Crawler("NamedSearch", "search"), "reverseDns", new JsonArray("crawl.named.test")),
            With(Crawler("NamedTraining", "training"), "reverseDns", new JsonArray("crawl.named.test")),
            With(Crawler("EitherTraining", "training", "list.json"), "reverseDns", new JsonArray("crawl.named.test")),
            With(Crawler("SigningAgent", "agent"), "signatureAgent", "https://signer.test"),
            With(Crawler("SigningTraining", "training", "list.json"), "signatureAgent", "https://signer.test"),
            Crawler("PlainTraining", "training"),
        ];
        var file = Path.Combine(_folder, "crawlers.json");
        File.WriteAllText(file, new JsonObject { ["crawlers"] = new JsonArray([.. crawlers]) }.ToJsonString());
        return file;
    }

    private JsonObject Crawler(string token, string purpose, string? list = null)
    {
        var crawler = new JsonObject { ["token"] = token, ["operator"] = "Tests", ["purpose"] = purpose };
        return list is null ? crawler : With(crawler, "ipRanges", Ranges(new Uri(Lists.Url, list)));
    }

    private static JsonArray Ranges(Uri url) => new(new JsonObject { ["url"] = url.AbsoluteUri, ["format"] = "prefixes" });

    private static JsonObject With(JsonObject crawler, string name, JsonNode value)
    {
        crawler[name] = value;
        return crawler;
    }
}
