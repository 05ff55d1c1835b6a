using System.Net;
using CrawlGate.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrawlGate.Tests.AspNetCore;

public sealed class ClientAddressMiddlewareTests
{
    [Fact]
    public async Task The_client_takes_the_place_of_the_proxy()
    {
        var context = Request(Resolvers.Proxy, ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https"));
        await RunAsync(context, Resolvers.Create());

        Assert.Equal((IPAddress.Parse("1.2.3.4"), 0), (context.Connection.RemoteIpAddress, context.Connection.RemotePort));
        Assert.Equal("https", context.Request.Scheme);
        var feature = context.Features.GetRequiredFeature<IClientAddressFeature>();
        Assert.Equal((AddressSource.XForwardedFor, AddressReasons.FirstUntrusted), (feature.Source, feature.Reason));
        Assert.Equal((IPAddress.Parse(Resolvers.Proxy), 4711), (feature.Peer, feature.PeerPort));
    }

    [Fact]
    public async Task An_untrusted_peer_keeps_its_address_and_its_port()
    {
        var context = Request(Resolvers.Stranger, ("X-Forwarded-For", "1.2.3.4"), ("Forwarded", "for=1.2.3.4"), ("X-Forwarded-Proto", "https"));
        await RunAsync(context, Resolvers.Create());

        Assert.Equal((IPAddress.Parse(Resolvers.Stranger), 4711), (context.Connection.RemoteIpAddress, context.Connection.RemotePort));
        Assert.Equal("http", context.Request.Scheme);
        var feature = context.Features.GetRequiredFeature<IClientAddressFeature>();
        Assert.Equal((AddressSource.Connection, AddressReasons.Untrusted), (feature.Source, feature.Reason));
        Assert.Equal((null, 0), (feature.Peer, feature.PeerPort));
    }

    [Fact]
    public async Task Running_twice_is_running_once()
    {
        // The address that the first walk ends at is a trusted one, so a second walk would believe headers again.
        var context = Request(Resolvers.Proxy, ("X-Forwarded-For", "1.2.3.4, 10.5.5.5, unknown, 10.6.6.6"));
        await RunAsync(context, Resolvers.Create());
        var feature = context.Features.GetRequiredFeature<IClientAddressFeature>();
        context.Request.Headers["X-CrawlGate-Decision"] = "the gate's own";
        context.Request.Headers["X-Forwarded-For"] = "1.2.3.4";
        await RunAsync(context, Resolvers.Create());

        Assert.Equal(IPAddress.Parse("10.6.6.6"), context.Connection.RemoteIpAddress);
        Assert.Same(feature, context.Features.Get<IClientAddressFeature>());
        Assert.Equal("the gate's own", context.Request.Headers["X-CrawlGate-Decision"]);
    }

    [Theory]
    [InlineData("X-CrawlGate-Human")]
    [InlineData("x-crawlgate-human")]
    [InlineData("X-CRAWLGATE-")]
    [InlineData("X-CrawlGate")]
    [InlineData("X_CrawlGate_Human")]
    [InlineData("X-CrawlGate_Human")]
    [InlineData("X.CrawlGate.Human")]
    public async Task Headers_that_only_the_gate_writes_are_removed_from_everybody(string name)
    {
        foreach (var peer in (string[])[Resolvers.Proxy, Resolvers.Stranger])
        {
            var context = Request(peer, (name, "forged"), ("X-CrawlGate-Other", "forged"), ("Accept", "*/*"));
            await RunAsync(context, Resolvers.Create());
            Assert.Equal(["Accept"], context.Request.Headers.Keys);
        }
    }

    [Theory]
    [InlineData("X-CrawlGateway")]
    [InlineData("XCrawlGate-Human")]
    [InlineData("X-Crawl-Gate")]
    [InlineData("X-Crawl")]
    [InlineData("Y-CrawlGate-Human")]
    [InlineData("X")]
    public async Task Other_headers_are_not_touched(string name)
    {
        var context = Request(Resolvers.Stranger, (name, "kept"), ("CF-Connecting-IP", "1.2.3.4"));
        await RunAsync(context, Resolvers.Create());
        Assert.Equal("kept", context.Request.Headers[name]);
        Assert.Equal("1.2.3.4", context.Request.Headers["CF-Connecting-IP"]);
    }

    [Fact]
    public async Task The_configured_header_of_an_untrusted_peer_goes_no_further()
    {
        var context = Request(Resolvers.Stranger, ("CF-Connecting-IP", "1.2.3.4"));
        await RunAsync(context, Resolvers.Create(header: "CF-Connecting-IP"));
        Assert.False(context.Request.Headers.ContainsKey("CF-Connecting-IP"));

        context = Request(Resolvers.Proxy, ("CF-Connecting-IP", "1.2.3.4"));
        await RunAsync(context, Resolvers.Create(header: "CF-Connecting-IP"));
        Assert.Equal("1.2.3.4", context.Request.Headers["CF-Connecting-IP"]);
        Assert.Equal(IPAddress.Parse("1.2.3.4"), context.Connection.RemoteIpAddress);
    }

    [Fact]
    public async Task Behind_a_proxy_that_copies_bytes_for_nobody_in_particular_headers_are_the_visitors()
    {
        var context = Request(Resolvers.Proxy, ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https"), ("CF-Connecting-IP", "1.2.3.4"));
        context.Features.Set<IProxyProtocolFeature>(new Named(IsClientKnown: false));
        await RunAsync(context, Resolvers.Create(header: "CF-Connecting-IP"));

        Assert.Equal(IPAddress.Parse(Resolvers.Proxy), context.Connection.RemoteIpAddress);
        Assert.Equal("http", context.Request.Scheme);
        Assert.False(context.Request.Headers.ContainsKey("CF-Connecting-IP"));
        Assert.Equal(AddressReasons.UnnamedClient, context.Features.GetRequiredFeature<IClientAddressFeature>().Reason);
    }

    [Theory]
    [InlineData(Resolvers.Stranger, null, Resolvers.Stranger, AddressSource.ProxyProtocol)]
    [InlineData(Resolvers.Stranger, "1.2.3.4", Resolvers.Stranger, AddressSource.ProxyProtocol)]
    [InlineData(Resolvers.Proxy, null, Resolvers.Proxy, AddressSource.ProxyProtocol)]
    [InlineData(Resolvers.Proxy, "1.2.3.4", "1.2.3.4", AddressSource.XForwardedFor)]
    public async Task What_the_PROXY_header_names_is_the_peer(string peer, string? forwarded, string expected, AddressSource source)
    {
        var context = Request(peer, forwarded is null ? [] : [("X-Forwarded-For", forwarded)]);
        context.Features.Set<IProxyProtocolFeature>(new Named(IsClientKnown: true));
        await RunAsync(context, Resolvers.Create());
        Assert.Equal(IPAddress.Parse(expected), context.Connection.RemoteIpAddress);
        Assert.Equal(source, context.Features.GetRequiredFeature<IClientAddressFeature>().Source);
    }

    [Fact]
    public async Task A_mapped_address_becomes_the_IPv4_address_that_it_is()
    {
        var context = Request("::ffff:" + Resolvers.Stranger);
        await RunAsync(context, Resolvers.Create());
        Assert.Equal((IPAddress.Parse(Resolvers.Stranger), 4711), (context.Connection.RemoteIpAddress, context.Connection.RemotePort));
    }

    [Fact]
    public async Task A_connection_without_an_address_passes()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["X-Forwarded-For"] = "1.2.3.4";
        await RunAsync(context, Resolvers.Create());
        Assert.Null(context.Connection.RemoteIpAddress);
    }

    internal static DefaultHttpContext Request(string peer, params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        (context.Connection.RemoteIpAddress, context.Connection.RemotePort) = (IPAddress.Parse(peer), 4711);
        foreach (var (name, value) in headers)
            context.Request.Headers.Append(name, value);
        return context;
    }

    private static async Task RunAsync(HttpContext context, ClientAddressResolver resolver)
    {
        var reached = false;
        var middleware = new ClientAddressMiddleware(
            _ =>
            {
                reached = true;
                return Task.CompletedTask;
            },
            resolver);
        await middleware.InvokeAsync(context);
        Assert.True(reached);
    }

    private sealed record Named(bool IsClientKnown) : IProxyProtocolFeature
    {
        public EndPoint? Proxy => null;
    }
}
