using System.Buffers;
using System.Collections.Concurrent;
using CrawlGate.AspNetCore;
using CrawlGate.DevChain;
using CrawlGate.Ethereum;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrawlGate.IntegrationTests;

/// <summary>Serves each of the gate's pages with its headers, and takes what their forms send.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    /// <summary>An address that is answered with nothing, so that a browser that goes there stays where it is.</summary>
    private const string Nowhere = "/nowhere";

    private readonly WebApplication _app;

    private PageServer(WebApplication app)
    {
        _app = app;
        var urls = app.Urls.Select(url => new Uri(url)).ToArray();
        (Url, BridgeUrl) = (urls[0], urls[1]);
    }

    /// <summary>The site.</summary>
    public Uri Url { get; }

    /// <summary>Another origin, for what World ID's bridge would answer.</summary>
    public Uri BridgeUrl { get; }

    /// <summary>What was posted, by path: a form's fields, or JSON under the name <c>json</c>.</summary>
    public ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Posted { get; } = new();

    /// <summary>Every page by its name: what the site would answer there.</summary>
    public static IReadOnlyDictionary<string, Func<PageTexts, GatePage>> OwnPages { get; } = new Dictionary<string, Func<PageTexts, GatePage>>
    {
        ["refusal"] = texts => RefusalWriter.Page(texts, Problem.Blocked(403), null, Contact, Decision),
        ["limit"] = texts => RefusalWriter.Page(texts, Problem.RateLimited(45), null, Contact, Decision),
        ["challenge"] = texts => Writer().Write(Ask(texts)),
        ["failed"] = texts => Writer().Write(Ask(texts) with { Failed = new FailedProof("semaphore", "invalid_proof") }),
        ["signing"] = texts => Writer().Write(Ask(texts) with { Wallet = new WalletMessage("passport", Address, "site.example wants you to sign in.\n\nNonce: 7Qq") }),
        ["nothing"] = texts => new ChallengePageWriter([]).Write(Ask(texts)),
        ["wait"] = texts => Wait(texts).Write(),
        ["stopped"] = texts => (Wait(texts) with { Reloads = false }).Write(),
        ["done"] = texts => HumanDonePage.Write(texts, Nowhere),
        ["forgotten"] = texts => ForgottenPage.Write(texts),
    };

    public static IReadOnlyList<string> Names { get; } = ["quote", "quote-person", "quote-notice", .. OwnPages.Keys];

    public static string Address => "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private static string Contact => "editor@site.example";

    private static DecisionId Decision => new(0x1234_5678_9abc);

    public static async Task<PageServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        PageServer? server = null;
        var idkit = Path.Combine(await NodePackages.EnsureAsync("personhood"), "node_modules", "@worldcoin", "idkit-core", "dist");
        app.MapGet("/favicon.ico", () => Results.NoContent());
        app.MapGet(Nowhere, () => Results.NoContent());
        app.MapGet("/read-on", () => Results.Text("<!doctype html><title>The page itself</title><h1>The page itself</h1>", "text/html"));
        app.MapGet("/pages/{name}", (HttpContext context, string name) => AnswerAsync(context, name));
        app.MapGet(HumanPaths.Page, context => AnswerAsync(context, "challenge", server!.BridgeUrl));
        app.MapGet(PrivateTokenForm.TokenPath, context => AnswerAsync(context, "proven"));
        foreach (var script in (PageScriptEndpoint[])[PageScriptEndpoint.Wallet, PageScriptEndpoint.WorldId])
            app.MapGet($"{HumanPaths.Page}/{script.Path}", script.AnswerAsync);
        app.MapPost(QrEndpoint.Address, new QrEndpoint().AnswerAsync);
        app.MapGet(WorldIdForm.IdKitPath, () => Results.File(Path.Combine(idkit, "idkit.global.js"), "text/javascript"));
        app.MapGet(HumanPaths.Page + "/idkit_wasm_bg.wasm", () => Results.File(Path.Combine(idkit, "idkit_wasm_bg.wasm"), "application/wasm"));
        app.MapPost(HumanPaths.Page + "/{**path}", async (HttpContext context, string path) =>
        {
            server!.Posted[path] = await ReadAsync(context.Request);
            if (path == "worldid/request")
                return Results.Json(new BridgeDouble(server).Request);
            return path switch
            {
                "wallet" => Results.Redirect("/pages/signing"),
                _ => new Answered(path switch { "verify" => "proven", "forget" => "forgotten", _ => "stopped" }),
            };
        });
        BridgeDouble.Map(app);
        await app.StartAsync();
        server = new PageServer(app);
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(HttpRequest request)
    {
        if (request.HasFormContentType)
            return (await request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString());
        using var reader = new StreamReader(request.Body);
        return new Dictionary<string, string> { ["json"] = await reader.ReadToEndAsync() };
    }

    private static Task AnswerAsync(HttpContext context, string name, Uri? bridge = null)
    {
        var texts = PageLanguages.Choose(context.Request);
        if (name == "challenge" && bridge is not null)
            return Writer(bridge).Write(Ask(texts)).AnswerAsync(context);
        if (name == "proven")
            return HumanDonePage.Write(texts, "/read-on").AnswerAsync(context);
        if (OwnPages.TryGetValue(name, out var page))
            return page(texts).AnswerAsync(context);

        var terms = new QuoteTerms("Every article", null, true, Contact, 0.001m);
        var html = new ArrayBufferWriter<byte>();
        QuotePage.Render(
            html, terms, "https://site.example/2026/11/a-long-article-about-the-sea", QuoteReason.FirstVisit, Decision,
            name == "quote-person" ? HumanPaths.Page + "?to=%2Fread-on" : null,
            name == "quote-notice" ? new QuoteNotice(BudgetOutcome.Minute, 40) : null,
            texts);
        PageHeaders.WriteInPlace(context.Response);
        context.Response.StatusCode = 402;
        return context.Response.Body.WriteAsync(html.WrittenMemory).AsTask();
    }

    private static ChallengePageWriter Writer(Uri? bridge = null) => new(
    [
        new WorldIdForm(3, bridge),
        new SemaphoreForm(new SemaphoreOptions { Name = "The Reading Circle", ProofUrl = "https://circle.example/prove?m={message}&s={scope}&r={return}" }),
        new WalletForm([("passport", "Human Passport"), ("poh", "Proof of Humanity")]),
        new PrivateTokenForm(),
    ]);

    private static ChallengePage Ask(PageTexts texts) => new(
        new PersonhoodChallenge
        {
            Id = new byte[16],
            Signal = Bytes32.Parse("0x" + new string('5', 64)),
            Action = "crawlgate:site.example:2026-W47:1",
            IssuedAt = DateTimeOffset.UnixEpoch,
            ExpiresAt = DateTimeOffset.UnixEpoch.AddMinutes(20),
            Site = new Uri("https://site.example/"),
        },
        "/read-on",
        texts)
    {
        Contact = Contact,
        Decision = Decision,
    };

    private static WaitPage Wait(PageTexts texts) => new(texts)
    {
        AppLink = new Uri("https://world.example/verify?t=wld&i=0b5a1e9e-6f6f-4d4e-9c7e-2f5d6b3a8c11&k=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE%3D"),
        Address = Nowhere,
        CancelAddress = HumanPaths.Page + "?to=%2Fread-on",
        SecondsLeft = 900,
    };

    private sealed class Answered(string name) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => AnswerAsync(httpContext, name);
    }
}
