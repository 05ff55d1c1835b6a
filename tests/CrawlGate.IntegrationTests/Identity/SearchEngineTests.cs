using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

/// <summary>Nothing that the gate tells a search engine makes it drop a page from its index.</summary>
public sealed class SearchEngineTests
{
    [Theory]
    [InlineData("page", IdentityStand.Elsewhere, 403)]
    [InlineData("page", IdentityStand.Listed, 200)]
    [InlineData("closed/page", IdentityStand.Listed, 403)]
    [InlineData("closed/text", IdentityStand.Listed, 410)]
    [InlineData("sold/page", IdentityStand.Listed, 402)]
    [InlineData("unpaid/hidden", IdentityStand.Listed, 402)]
    [InlineData("slow-down/page", IdentityStand.Listed, 429)]
    public async Task No_answer_of_the_gates_own_carries_noindex(string path, string address, int status)
    {
        await using var stand = await StartAsync();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            foreach (var accept in (string[])["*/*", "text/html,application/xhtml+xml"])
            {
                (string, string)[] headers = [("User-Agent", IdentityStand.UserAgent("Googlebot")), ("X-Forwarded-For", address), ("Accept", accept)];
                if (status == 429)
                    await stand.Gateway.SendAsync(method, path, headers);
                if (path.StartsWith("unpaid/", StringComparison.Ordinal))
                {
                    // The site has answered, with a page that asks not to be indexed, when the payment fails.
                    stand.Facilitator.Settle = _ => new(200, """{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532"}""");
                    var quote = (await stand.Gateway.GetAsync(path, headers)).Quote!;
                    headers = [.. headers, ("PAYMENT-SIGNATURE", Payer.Encode(Payer.CreatePoor().Pay(quote)))];
                }

                var answer = await stand.Gateway.SendAsync(method, path, headers);

                Assert.Equal(status, answer.Status);
                Assert.DoesNotContain("noindex", answer.Body, StringComparison.OrdinalIgnoreCase);
                Assert.Null(answer.Header("X-Robots-Tag"));
                Assert.DoesNotContain("noindex", string.Join('\n', answer.Headers), StringComparison.OrdinalIgnoreCase);
            }
        }

        Assert.Equal(path.StartsWith("unpaid/", StringComparison.Ordinal), stand.Origin.Requests.Any(request => request.Path == "/unpaid/hidden"));
    }

    [Fact]
    public async Task The_sites_own_wish_not_to_be_indexed_is_passed_on()
    {
        await using var stand = await StartAsync();
        var answer = await stand.VisitAsync("Googlebot", IdentityStand.Listed, "hidden");
        Assert.Equal((200, "noindex"), (answer.Status, answer.Header("X-Robots-Tag")));
    }

    private static Task<IdentityStand> StartAsync() => IdentityStand.StartAsync(settings => settings["Rules"] = JsonNode.Parse(
        """
        [ { "When": { "Path": [ "/closed/text" ] }, "Action": "block", "Status": 410, "Body": "Gone for good." },
          { "When": { "Path": [ "/closed/" ] }, "Action": "block" },
          { "When": { "Path": [ "/sold/", "/unpaid/" ], "Purpose": [ "search" ] }, "Action": "charge" },
          { "When": { "Path": [ "/slow-down/" ] }, "Action": "ratelimit", "PerMinute": 1 } ]
        """));
}
