namespace CrawlGate.IntegrationTests;

/// <summary>Buyers that do not wait for a slow facilitator.</summary>
public sealed class HangingUpTests(HostileSite site) : HostileFacilitatorTests(site)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task S39_A_buyer_who_hangs_up_while_the_payment_is_verified_keeps_it()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Facilitator.Verify = _ =>
        {
            asked.TrySetResult();
            return FacilitatorSays.Nothing;
        };
        var (path, header) = (NewPath(), await HeaderAsync());
        await HangUpAsync(path, header, asked.Task);
        Facilitator.Reset();

        var answer = await RetryAsync(path, header);

        Assert.Equal(200, answer.Status);
        Assert.Equal(1, Site.Origin.CountOf("/" + path));
        Assert.Equal(1, Facilitator.CountOf("/settle"));
    }

    [Fact]
    public async Task S39_A_buyer_who_hangs_up_before_the_site_answers_is_not_charged()
    {
        Site.Origin.Hold();
        var header = await HeaderAsync();
        await HangUpAsync("slow", header, Site.Origin.HeldRequest);
        await Site.Origin.HungUp.WaitAsync(Limit);
        Site.Origin.Release();
        Assert.Equal(0, Facilitator.CountOf("/settle"));

        var answer = await RetryAsync("slow", header);

        Assert.Equal(200, answer.Status);
        Assert.Equal(1, Facilitator.CountOf("/settle"));
    }

    [Fact]
    public async Task S39_A_buyer_who_hangs_up_while_the_payment_settles_has_paid_and_finds_the_receipt()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Facilitator.Settle = payer =>
        {
            asked.TrySetResult();
            return ScriptedFacilitator.Success(payer) with { Before = release.Task };
        };
        var (path, header) = (NewPath(), await HeaderAsync());
        await HangUpAsync(path, header, asked.Task);
        release.SetResult();

        // While it settles, 409 says so and brings no receipt.
        var answer = await Gateway.PayAsync(path, header);
        for (var tries = 0; answer.Receipt is null && tries < 200; tries++)
        {
            Assert.Null(answer.Quote);
            AssertNothingLeaked(answer);
            await Task.Delay(50);
            answer = await Gateway.PayAsync(path, header);
        }

        Assert.Equal(ScriptedFacilitator.Transaction, (string?)answer.Receipt!["transaction"]);
        Assert.True((bool)answer.Receipt["success"]!);
        Assert.Null(answer.Quote);
        Assert.Equal(1, Facilitator.CountOf("/settle"));
    }

    private async Task HangUpAsync(string path, string header, Task when)
    {
        using var hangUp = new CancellationTokenSource();
        var pending = Gateway.OpenAsync(HttpMethod.Get, path, [("PAYMENT-SIGNATURE", header)], hangUp.Token);
        await when.WaitAsync(Limit);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    /// <summary>The gateway may learn of a hang-up a moment later.</summary>
    private async Task<Answer> RetryAsync(string path, string header)
    {
        var answer = await Gateway.PayAsync(path, header);
        for (var tries = 0; answer.Status is 409 or 503 && tries < 100; tries++)
        {
            await Task.Delay(50);
            answer = await Gateway.PayAsync(path, header);
        }

        return answer;
    }
}
