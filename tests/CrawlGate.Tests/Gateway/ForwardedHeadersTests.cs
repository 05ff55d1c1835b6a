using System.Collections.Concurrent;
using CrawlGate.AspNetCore;
using CrawlGate.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrawlGate.Tests.Gateway;

/// <summary>What an origin behind the gateway's proxy learns about where a request comes from.</summary>
public sealed class ForwardedHeadersTests
{
    [Theory]
    [InlineData("loopback", "1.2.3.4", "https")]
    [InlineData("192.0.2.0/24", "127.0.0.1", "http")]
    public async Task The_origin_gets_the_clients_address_alone(string trusted, string address, string scheme)
    {
        var seen = new ConcurrentQueue<IHeaderDictionary>();
        await using var origin = await StartAsync(_ => { }, app => app.Run(context =>
        {
            seen.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
            return context.Response.WriteAsync("page");
        }));
        await using var gateway = await StartAsync(
            builder =>
            {
                var options = new ClientAddressOptions { TrustedProxies = [trusted] };
                builder.Services.AddSingleton(options.Compile(out _)!);
                builder.Services.AddGatewayProxy(new ConfigurationBuilder().AddInMemoryCollection([new("CrawlGate:Origin", origin.Urls.Single())]).Build());
            },
            app =>
            {
                app.UseClientAddress();
                app.UseRouting();
                app.MapGatewayProxy();
            });

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(gateway.Urls.Single()), "page"));
        request.Headers.Host = "site.example";
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
            [("X-Forwarded-For", "6.6.6.6, 1.2.3.4"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "for=6.6.6.6"), ("X-CrawlGate-Human", "yes"), ("X-Kept", "1")])
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);

        Assert.Equal("page", await response.Content.ReadAsStringAsync());
        var headers = Assert.Single(seen);
        Assert.Equal(address, headers["X-Forwarded-For"]);
        Assert.Equal(scheme, headers["X-Forwarded-Proto"]);
        Assert.Equal("site.example", headers["X-Forwarded-Host"]);
        Assert.False(headers.ContainsKey("Forwarded"));
        Assert.False(headers.ContainsKey("X-CrawlGate-Human"));
        Assert.Equal("1", headers["X-Kept"]);
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> configure, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }
}
