using System.Collections.Concurrent;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The API keys that a gateway brings to facilitators elsewhere.</summary>
public sealed class RemoteFacilitatorKeyTests : IDisposable
{
    private const string Key = "first-secret-0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory("crawlgate-test-").FullName;
    private readonly ConcurrentQueue<(string Server, string Path, string Authorization)> _requests = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_facilitator_gets_its_own_key_and_no_other()
    {
        await using var first = await StartAsync("first", context => context.Response.WriteAsync("{}"));
        await using var second = await StartAsync("second", context => context.Response.WriteAsync("{}"));
        await using var third = await StartAsync("third", context => context.Response.WriteAsync("{}"));
        var options = new FacilitatorOptions
        {
            Urls = [first.Urls.Single(), second.Urls.Single(), third.Urls.Single()],
            ApiKeyFiles = [Write("first.key", Key + "\n"), "", Write("third.key", "third")],
        };

        for (var i = 0; i < 3; i++)
        {
            using var facilitator = RemoteFacilitators.Create(options, i, TimeProvider.System);
            await facilitator.GetSupportedAsync();
        }

        Assert.Equal([("first", "/supported", $"Bearer {Key}"), ("second", "/supported", ""), ("third", "/supported", "Bearer third")], _requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_does_not_take_the_key_to_another_origin(int status)
    {
        await using var other = await StartAsync("other", context => context.Response.WriteAsync("{}"));
        await using var first = await StartAsync("first", context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = other.Urls.Single() + context.Request.Path;
            return Task.CompletedTask;
        });
        using var facilitator = RemoteFacilitators.Create(new FacilitatorOptions { Urls = [first.Urls.Single()], ApiKeyFiles = [Write("first.key", Key)] }, 0, TimeProvider.System);
        var (payment, offer) = await PayAsync();

        Assert.Null(await facilitator.GetSupportedAsync());
        Assert.IsType<VerifyOutcome.Unavailable>(await facilitator.VerifyAsync(payment, offer));
        Assert.IsType<SettleOutcome.Unknown>(await facilitator.SettleAsync(payment, offer));

        Assert.Equal(3, _requests.Count);
        Assert.All(_requests, request => Assert.Equal(("first", $"Bearer {Key}"), (request.Server, request.Authorization)));
    }

    [Fact]
    public async Task A_facilitator_that_shows_the_request_does_not_bring_the_key_into_the_log()
    {
        await using var first = await StartAsync("first", context =>
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync($$"""{"success":false,"errorReason":"unauthorized","errorMessage":"{{context.Request.Headers.Authorization}}"}""");
        });
        using var facilitator = RemoteFacilitators.Create(new FacilitatorOptions { Urls = [first.Urls.Single()], ApiKeyFiles = [Write("first.key", Key)] }, 0, TimeProvider.System);
        var (payment, offer) = await PayAsync();

        var said = $"{await facilitator.VerifyAsync(payment, offer)} {await facilitator.SettleAsync(payment, offer)}";

        Assert.Contains("(the API key)", said);
        Assert.DoesNotContain(Key, said);
    }

    [Fact]
    public void What_is_wrong_with_a_key_is_told_without_it()
    {
        var errors = GatePolicies.Errors(options =>
        {
            options.Facilitator.Urls.AddRange(["https://b.example", "https://c.example", "https://d.example"]);
            options.Facilitator.ApiKeyFiles = [Write("good.key", Key), Path.Combine(_folder, "missing.key"), Write("spaced.key", $"{Key} {Key}"), Write("empty.key", ""), "fifth.key"];
        });

        Assert.Equal(
            ["CrawlGate:Facilitator:ApiKeyFiles", "CrawlGate:Facilitator:ApiKeyFiles:1", "CrawlGate:Facilitator:ApiKeyFiles:2", "CrawlGate:Facilitator:ApiKeyFiles:3"],
            errors.Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]).Order());
        Assert.All(errors, error => Assert.DoesNotContain(Key, error));
    }

    private static async Task<(PaymentPayload Payment, PaymentRequirements Offer)> PayAsync()
    {
        Assert.True(PaymentHeader.TryDecodePayment(await GateHost.SignAsync(), out var payment, out _));
        return (payment!, GatePolicies.Compile().Terms.First().Offers[0]);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private async Task<WebApplication> StartAsync(string name, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            _requests.Enqueue((name, context.Request.Path.Value!, context.Request.Headers.Authorization.ToString()));
            return answer(context);
        });
        await app.StartAsync();
        return app;
    }
}
