using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The middleware in a real server.</summary>
public sealed class ClientAddressServerTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "127.0.0.1 http Connection")]
    [InlineData("loopback", "1.2.3.4 https XForwardedFor")]
    public async Task A_forged_header_counts_only_from_a_trusted_proxy(string trusted, string expected)
    {
        await using var app = await StartAsync(trusted, context => context.Response.WriteAsync(
            $"{context.Connection.RemoteIpAddress} {context.Request.Scheme} {context.Features.GetRequiredFeature<IClientAddressFeature>().Source}"));
        Assert.Equal(expected, await GetAsync(app, ("X-Forwarded-For", "6.6.6.6, 1.2.3.4"), ("X-Forwarded-Proto", "https")));
    }

    [Fact]
    public async Task The_gates_own_headers_are_gone_before_anything_reads_them()
    {
        await using var app = await StartAsync("loopback", context => context.Response.WriteAsync(string.Join(' ', context.Request.Headers.Keys)));
        var keys = await GetAsync(app, ("X-CrawlGate-Human", "1"), ("x-crawlgate-PAID", "1"), ("X-Other", "1"));
        Assert.Equal("Host X-Other", keys);
    }

    [Fact]
    public async Task A_request_of_an_untrusted_peer_costs_no_allocation()
    {
        var resolver = Resolvers.Create(trusted: "cloudflare");
        await using var app = await StartAsync("cloudflare", context =>
        {
            // Again and again on what the server made of the request, its own header and feature collections.
            var again = new ClientAddressMiddleware(_ => Task.CompletedTask, resolver);
            var bytes = Allocation.Of(() =>
            {
                context.Features.Set<IClientAddressFeature>(null);
                again.InvokeAsync(context);
            });
            return context.Response.WriteAsync($"{bytes} {context.Features.Get<IClientAddressFeature>()?.Source}");
        });

        // A server keeps the length of a body as a number, and writes it down when it is asked for all headers.
        using var http = new HttpClient();
        using var posted = await http.PostAsync(app.Urls.Single(), new ByteArrayContent(new byte[12345]));
        Assert.Equal("32 Connection", await posted.Content.ReadAsStringAsync());
        Assert.Equal("0 Connection", await GetAsync(app, ("X-Forwarded-For", "1.2.3.4"), ("X-Other", "1"), ("Accept", "*/*"), ("User-Agent", "GPTBot/1.3")));
    }

    private static async Task<WebApplication> StartAsync(string trusted, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(Resolvers.Create(trusted: trusted));
        var app = builder.Build();
        app.UseClientAddress();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static async Task<string> GetAsync(WebApplication app, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single());
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
