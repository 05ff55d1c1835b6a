namespace CrawlGate.IntegrationTests;

/// <summary>A quarter of a gigabyte behind a payment: never kept in memory, never given unpaid.</summary>
public sealed class LargePageTests(HostileSite site) : HostileFacilitatorTests(site)
{
    private const int Mebibyte = 1024 * 1024;
    private const int Mebibytes = 256;

    [Fact]
    public async Task S41_A_page_of_256_MiB_streams_once_it_is_paid_and_while_the_site_still_sends()
    {
        Site.Origin.Hold();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var response = await Gateway.OpenAsync(HttpMethod.Get, $"big?mib={Mebibytes}&hold=1", [("PAYMENT-SIGNATURE", await HeaderAsync())]);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var first = await body.ReadAsync(buffer);
        var sentByThen = Site.Origin.BytesSent;
        Site.Origin.Release();
        long total = first, highest = 0;
        while (await body.ReadAsync(buffer) is > 0 and var length)
        {
            total += length;
            if (total % (16 * Mebibyte) < length)
                highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(response.Headers.Contains("PAYMENT-RESPONSE"));
        Assert.InRange(first, 1, buffer.Length);
        Assert.InRange(sentByThen, 0, Mebibyte);
        Assert.Equal((long)Mebibytes * Mebibyte, total);
        Assert.InRange(highest, long.MinValue, 64 * Mebibyte);
        Assert.Equal(1, Facilitator.CountOf("/settle"));
    }

    [Fact]
    public async Task S41_No_byte_of_a_large_page_leaves_before_it_is_settled()
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Facilitator.Settle = payer => ScriptedFacilitator.Success(payer) with { Before = settled.Task };

        var pending = Gateway.OpenAsync(HttpMethod.Get, $"big?mib={Mebibytes}", [("PAYMENT-SIGNATURE", await HeaderAsync())]);
        await Task.Delay(1000);
        Assert.False(pending.IsCompleted);
        Assert.InRange(Site.Origin.BytesSent, 0, 32 * Mebibyte);
        settled.SetResult();

        using (var response = await pending)
            Assert.Equal(200, (int)response.StatusCode);
        await Site.Origin.HungUp.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("refused", 402)]
    [InlineData("unknown", 502)]
    public async Task S41_A_large_page_that_is_not_paid_stops_at_the_site(string outcome, int status)
    {
        Facilitator.Settle = payer => outcome == "refused" ? new FacilitatorSays(200, Refusal(payer)) : new FacilitatorSays(500, "");
        Site.Origin.Hold();

        var answer = await PayAsync($"big?mib={Mebibytes}&paced=1");

        Assert.Equal(status, answer.Status);
        Assert.StartsWith("{", answer.Body);
        Assert.InRange(answer.Body.Length, 1, 4096);
        await Site.Origin.HungUp.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(Site.Origin.BytesSent, 0, 32 * Mebibyte);
    }
}
