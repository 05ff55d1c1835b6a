using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>A chain that hangs or is gone, under a gateway that settles by itself.</summary>
public sealed class NodeOutageTests
{
    [Fact]
    public async Task S37_A_node_that_hangs_closes_payments_only_and_they_open_again_with_it()
    {
        await using var chain = await Anvil.StartAsync();
        await chain.InstallUsdcAsync();
        await using var origin = await TestOrigin.StartAsync();
        await using var gateway = await TestGateway.StartAsync(await TestGateway.LocalSettingsAsync(chain, origin.Url));
        var payer = await Payer.CreateAsync(chain);
        var payment = payer.Pay(await gateway.QuoteAsync());

        await chain.PauseAsync();
        try
        {
            var pending = gateway.PayAsync("paid/outage", payment);
            var person = await gateway.GetAsync("paid/outage-person", ("User-Agent", TestGateway.Browser));
            var crawler = await gateway.GetAsync("paid/outage-unpaid");

            Assert.Equal(200, person.Status);
            Assert.False(crawler.Leaks);
            AssertUnavailable(await pending, chain);
            Assert.Equal(0, origin.CountOf("/paid/outage"));
        }
        finally
        {
            await chain.ResumeAsync();
        }

        var answer = await gateway.PayAsync("paid/outage", payment);
        for (var tries = 0; answer.Status is 503 or 409 && tries < 60; tries++)
        {
            await Task.Delay(500);
            answer = await gateway.PayAsync("paid/outage", payment);
        }

        Assert.Equal(200, answer.Status);
        Assert.Equal(1, await chain.CountPaymentsAsync(payer));
    }

    [Fact]
    public async Task S37_A_node_that_is_gone_closes_payments_only()
    {
        var chain = await Anvil.StartAsync();
        await chain.InstallUsdcAsync();
        await using var origin = await TestOrigin.StartAsync();
        await using var gateway = await TestGateway.StartAsync(await TestGateway.LocalSettingsAsync(chain, origin.Url));
        var payment = (await Payer.CreateAsync(chain)).Pay(await gateway.QuoteAsync());
        await chain.DisposeAsync();

        for (var tries = 0; tries < 8; tries++)
            AssertUnavailable(await gateway.PayAsync("paid/gone", payment), chain);

        Assert.Equal(0, origin.CountOf("/paid/gone"));
        Assert.Equal(200, (await gateway.GetAsync("paid/gone", ("User-Agent", TestGateway.Browser))).Status);
    }

    [Fact]
    public async Task S37_A_node_that_goes_while_the_site_works_leaves_the_page_unsold()
    {
        var chain = await Anvil.StartAsync();
        await chain.InstallUsdcAsync();
        await using var origin = await TestOrigin.StartAsync();
        await using var gateway = await TestGateway.StartAsync(await TestGateway.LocalSettingsAsync(chain, origin.Url));
        var payment = (await Payer.CreateAsync(chain)).Pay(await gateway.QuoteAsync());
        origin.Hold();
        var pending = gateway.PayAsync("slow", payment);
        await origin.HeldRequest;
        await chain.DisposeAsync();
        origin.Release();

        AssertUnavailable(await pending, chain);
    }

    [Fact]
    public async Task S13_A_node_that_cannot_be_read_at_start_closes_payments_only()
    {
        var chain = await Anvil.StartAsync();
        await using var origin = await TestOrigin.StartAsync();
        var settings = await TestGateway.LocalSettingsAsync(chain, origin.Url);
        await chain.DisposeAsync();
        await using var gateway = await TestGateway.StartAsync(settings, waitUntilReady: false);

        AssertUnavailable(await gateway.GetAsync("paid/start"), chain);
        Assert.Equal(200, (await gateway.GetAsync("paid/start", ("User-Agent", TestGateway.Browser))).Status);
        Assert.Equal(503, (await gateway.GetAsync("readyz")).Status);
    }

    private static void AssertUnavailable(Answer answer, Anvil chain)
    {
        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Null(answer.Quote);
        Assert.Null(answer.Receipt);
        Assert.False(answer.Leaks);
        Assert.DoesNotContain(chain.RpcUrl.Authority, answer.Body);
        Assert.DoesNotContain("Exception", answer.Body);
        Assert.DoesNotContain("refused", answer.Body, StringComparison.OrdinalIgnoreCase);
    }
}
