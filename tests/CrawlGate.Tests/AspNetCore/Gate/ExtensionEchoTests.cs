using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>A policy that advertises an extension, and payments that echo it well and badly.</summary>
public sealed class ExtensionEchoTests
{
    private const string Advertised = """{"weather":{"info":{"required":false,"station":"harbour"},"schema":{}}}""";

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("""{"weather":{"info":{"required":false,"station":"harbour"},"schema":{}}}""", HttpStatusCode.OK)]
    [InlineData("""{"weather":{"info":{"required":false,"station":"harbour","id":"added"}}}""", HttpStatusCode.OK)]
    [InlineData("""{"weather":{"info":{"required":true,"station":"harbour"}}}""", HttpStatusCode.PaymentRequired)]
    [InlineData("""{"weather":{"info":{"station":"harbour"}}}""", HttpStatusCode.PaymentRequired)]
    [InlineData("""{"weather":null}""", HttpStatusCode.PaymentRequired)]
    public async Task S19_An_echoed_extension_may_gain_members_and_never_change(string? echo, HttpStatusCode expected)
    {
        await using var site = await GateHost.StartAsync(
            app => app.MapGet("/page", () => GateHost.Protected).RequirePayment(),
            services: services => services.AddSingleton(WithExtension()));
        using var response = await site.GetAsync("/page", await GateHost.SignAsync(payment => payment["extensions"] = echo is null ? null : JsonNode.Parse(echo)));
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.OK)
            return;

        Assert.True(PaymentHeader.TryDecode(response.Headers.GetValues(X402Headers.PaymentRequired).Single(), X402JsonContext.Default.PaymentRequired, out var quote));
        Assert.Equal(X402Errors.ExtensionEchoMismatch, quote!.Error);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Advertised), quote.Extensions!.Value));
        Assert.Equal(0, site.Facilitator.Settlements);
    }

    private static GateSnapshot WithExtension()
    {
        var compiled = GatePolicies.Compile();
        var plain = compiled.Terms.Single();
        var terms = plain with { Quote = new QuoteTemplate(plain.Offers, plain.Quote.Terms with { Extensions = JsonElement.Parse(Advertised) }) };
        var policy = new AccessPolicy(AccessPolicies.DefaultName, GateMode.Enforce, BuiltInRules.For(ChargedAudience.Crawlers, terms), terms, HumanAccess.Off);
        return compiled with { Policies = new AccessPolicies([policy]), Terms = [terms] };
    }
}
