using System.Diagnostics;
using System.Text.Json.Nodes;
using CrawlGate.DevChain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrawlGate.IntegrationTests;

/// <summary>The gate inside an ASP.NET Core site, without a gateway.</summary>
[Collection(ChainCollection.Name)]
public sealed class EmbeddedGateTests(ChainFixture fixture)
{
    [Fact]
    public async Task The_sample_site_sells_its_articles()
    {
        var folder = Directory.CreateTempSubdirectory("crawlgate-test-").FullName;
        try
        {
            var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, null);
            settings["Policies"] = new JsonObject { ["archive"] = new JsonObject { ["Price"] = "$0.01" } };
            File.Move(TestGateway.WriteConfiguration(folder, settings), Path.Combine(folder, "appsettings.json"));
            var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}") ? "Debug" : "Release";
            var sample = RepositoryRoot.Combine("samples", "PaidBlog", "bin", configuration, "net10.0", "PaidBlog.dll");
            var start = new ProcessStartInfo("dotnet", [sample, "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = folder };
            var (process, url) = await ChildProcess.StartAsync(start, "Now listening on: ", TimeSpan.FromSeconds(60), CancellationToken.None);
            await using var _ = process;
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url) };
            var payer = await Payer.CreateAsync(fixture.Chain);

            Assert.Equal(200, (await GetAsync(http, "posts/hello", TestGateway.Browser)).Status);
            var quoted = await GetAsync(http, "posts/hello", TestGateway.Bot);
            for (var tries = 0; quoted.Status == 503 && tries < 200; tries++)
            {
                await Task.Delay(50);
                quoted = await GetAsync(http, "posts/hello", TestGateway.Bot);
            }

            Assert.Equal(402, quoted.Status);
            Assert.DoesNotContain("The article", quoted.Body);
            var bought = await GetAsync(http, "posts/hello", TestGateway.Bot, Payer.Encode(payer.Pay(quoted.Quote!)));
            Assert.Equal(200, bought.Status);
            Assert.Equal("The article hello.\n", bought.Body);
            Assert.True((bool)bought.Receipt!["success"]!);
            Assert.Equal(1, await fixture.Chain.CountPaymentsAsync(payer));

            var old = await GetAsync(http, "archive/1999", TestGateway.Bot);
            Assert.Equal("10000", (string?)old.Quote!["accepts"]![0]!["amount"]);
            Assert.Equal(402, (await GetAsync(http, "archive/1999", TestGateway.Bot, Payer.Encode(payer.Pay(quoted.Quote!)))).Status);
            Assert.Equal(200, (await GetAsync(http, "archive/1999", TestGateway.Bot, Payer.Encode(payer.Pay(old.Quote)))).Status);
            Assert.Equal(200, (await GetAsync(http, "", TestGateway.Bot)).Status);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_policy_that_does_not_exist_stops_the_site_at_start()
    {
        await using var app = await BuildAsync(app =>
        {
            app.UseCrawlGate();
            app.MapGet("/typo", () => "free?").RequirePayment("defualt");
            app.MapGet("/right", () => "sold").RequirePayment("Default");
        });

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("defualt", failure.Message);
        Assert.Contains("/typo", failure.Message);
        Assert.DoesNotContain("/right", failure.Message);
    }

    [Fact]
    public async Task Priced_endpoints_without_the_middleware_stop_the_site_at_start()
    {
        await using var app = await BuildAsync(app => app.MapGet("/sold", () => "free?").RequirePayment());

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("UseCrawlGate", failure.Message);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_site_at_start_all_at_once()
    {
        await using var app = await BuildAsync(app => app.UseCrawlGate(), settings =>
        {
            settings["Price"] = "$0";
            settings["PayTo"] = "nobody";
            settings["Prise"] = "$1";
        });

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        foreach (var path in (string[])["CrawlGate:Price", "CrawlGate:PayTo", "CrawlGate:Prise"])
            Assert.Contains(failure.Failures, text => text.StartsWith(path + ":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writers_of_every_kind_are_held_until_the_payment_is_settled()
    {
        await using var app = await BuildAsync(app =>
        {
            app.UseCrawlGate();
            app.MapGet("/stream", async (HttpContext context) =>
            {
                await context.Response.StartAsync();
                await context.Response.Body.WriteAsync("one "u8.ToArray());
                await context.Response.BodyWriter.WriteAsync("two "u8.ToArray());
                await context.Response.WriteAsync("three");
                await context.Response.CompleteAsync();
            }).RequirePayment();
            app.MapGet("/json", () => Results.Json(new { sold = true })).RequirePayment();
            app.MapGet("/nothing", () => Results.NoContent()).RequirePayment();
            app.MapGet("/throws", string () => throw new InvalidOperationException("a bug of the site")).RequirePayment();
        });
        await app.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        var payer = await Payer.CreateAsync(fixture.Chain);
        var quoted = await GetAsync(http, "stream", TestGateway.Bot);
        for (var tries = 0; quoted.Status == 503 && tries < 200; tries++)
        {
            await Task.Delay(50);
            quoted = await GetAsync(http, "stream", TestGateway.Bot);
        }

        foreach (var (path, status, body) in ((string, int, string)[])[("stream", 200, "one two three"), ("json", 200, """{"sold":true}"""), ("nothing", 204, "")])
        {
            var answer = await GetAsync(http, path, TestGateway.Bot, Payer.Encode(payer.Pay(quoted.Quote!)));

            Assert.Equal((status, body), (answer.Status, answer.Body));
            Assert.True((bool)answer.Receipt!["success"]!);
        }

        var paid = await fixture.Chain.CountPaymentsAsync(payer);
        var payment = Payer.Encode(payer.Pay(quoted.Quote!));
        var broken = await GetAsync(http, "throws", TestGateway.Bot, payment);
        Assert.Equal(500, broken.Status);
        Assert.Equal(paid, await fixture.Chain.CountPaymentsAsync(payer));
        Assert.Equal(200, (await GetAsync(http, "json", TestGateway.Bot, payment)).Status);
    }

    private static async Task<Answer> GetAsync(HttpClient http, string path, string userAgent, string? payment = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (payment is not null)
            request.Headers.TryAddWithoutValidation("PAYMENT-SIGNATURE", payment);
        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    private async Task<WebApplication> BuildAsync(Action<WebApplication> map, Action<JsonObject>? change = null)
    {
        var settings = await TestGateway.LocalSettingsAsync(fixture.Chain, null);
        Environment.SetEnvironmentVariable("CRAWLGATE_TEST_KEY", (string)settings["$key"]!);
        settings["Facilitator"] = new JsonObject { ["Local"] = new JsonObject { ["SignerKeyVariable"] = "CRAWLGATE_TEST_KEY" } };
        settings.Remove("$key");
        settings["Store"] = "memory";
        change?.Invoke(settings);

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["CrawlGate"] = settings }.ToJsonString()));
        builder.Configuration.AddJsonStream(json);
        builder.Services.AddCrawlGate(builder.Configuration.GetSection("CrawlGate"));
        var app = builder.Build();
        map(app);
        return app;
    }
}
