using System.Net;
using System.Text.Json.Nodes;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>The <c>payment-identifier</c> extension.</summary>
public sealed class PaymentIdentifierTests
{
    private const string Id = "order-0123456789abcdef";

    [Fact]
    public async Task S44_The_same_id_with_the_same_payment_gets_the_stored_result_and_with_another_409()
    {
        await using var site = await StartAsync("optional");
        var payment = await SignAsync(Id);
        using var first = await site.GetAsync("/a", payment);
        using var again = await site.GetAsync("/a", payment);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        Assert.Equal(first.Headers.GetValues(X402Headers.PaymentResponse), again.Headers.GetValues(X402Headers.PaymentResponse));

        using var other = await site.GetAsync("/a", await SignAsync(Id));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.False(other.Headers.Contains(X402Headers.PaymentRequired));
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Fact]
    public async Task S44_Of_concurrent_payments_with_one_id_one_is_served()
    {
        await using var site = await StartAsync("optional");
        var payments = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SignAsync(Id)));
        var answers = await Task.WhenAll(payments.Select(payment => site.GetAsync("/a", payment)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1, site.Facilitator.Settlements);
    }

    [Theory]
    [InlineData("required", null, 400)]
    [InlineData("optional", null, 200)]
    [InlineData("off", null, 200)]
    [InlineData("optional", "short", 400)]
    [InlineData("optional", "with spaces in between", 400)]
    [InlineData("off", "short", 200)]
    [InlineData("required", Id, 200)]
    public async Task S44_Missing_and_malformed_ids(string rule, string? id, int status)
    {
        await using var site = await StartAsync(rule);
        using var answer = await site.GetAsync("/a", await SignAsync(id, rule));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 400, answer.Headers.Contains(X402Headers.PaymentRequired));
    }

    [Fact]
    public async Task S44_An_id_of_129_characters_or_that_is_no_string_is_400()
    {
        await using var site = await StartAsync("optional");
        using var tooLong = await site.GetAsync("/a", await SignAsync(new string('a', 129)));
        using var number = await site.GetAsync("/a", await GateHost.SignAsync(payment => payment["extensions"] = Extension("optional", JsonValue.Create(1234567890123456789))));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (tooLong.StatusCode, number.StatusCode));
    }

    [Fact]
    public async Task The_quote_advertises_it_and_stays_short()
    {
        await using var site = await StartAsync("required");
        using var quote = await site.GetAsync("/a");
        var header = quote.Headers.GetValues(X402Headers.PaymentRequired).Single();
        Assert.Contains("\"payment-identifier\":{\"info\":{\"required\":true}", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(header)));
        Assert.InRange(header.Length, 1, 2048);
    }

    private static Task<GateHost> StartAsync(string rule) => GateHost.StartAsync(
        app => app.MapGet("/{page}", () => Results.Text(GateHost.Protected)).RequirePayment(),
        options => options.PaymentIdentifier = rule);

    private static Task<string> SignAsync(string? id, string rule = "optional") =>
        GateHost.SignAsync(payment => payment["extensions"] = id is null ? null : Extension(rule, JsonValue.Create(id)));

    private static JsonObject Extension(string rule, JsonNode? id) => new()
    {
        ["payment-identifier"] = new JsonObject { ["info"] = new JsonObject { ["required"] = rule == "required", ["id"] = id } },
    };
}
