using CrawlGate.DevChain;
using CrawlGate.Ethereum;

namespace CrawlGate.IntegrationTests;

public sealed class AnvilTests
{
    private static readonly Address Somebody = DevAccount.All[5].Address;

    [Fact]
    public async Task Two_chains_run_side_by_side_with_their_own_ids()
    {
        await using var one = await Anvil.StartAsync(new AnvilOptions { ChainId = 84532 });
        await using var other = await Anvil.StartAsync(new AnvilOptions { ChainId = 8453 });

        Assert.Equal("0x14a34", (await one.RequestAsync("eth_chainId", [])).GetString());
        Assert.Equal("0x2105", (await other.RequestAsync("eth_chainId", [])).GetString());
        Assert.Equal("eip155:8453", other.Network);
    }

    [Fact]
    public async Task Reverting_to_a_snapshot_undoes_what_came_after()
    {
        await using var chain = await Anvil.StartAsync();
        var token = await chain.DeployTokenAsync("PlainToken");
        await chain.MintAsync(token, Somebody, 5);
        var snapshot = await chain.SnapshotAsync();
        await chain.MintAsync(token, Somebody, 7);
        var before = await chain.BalanceOfAsync(token, Somebody);

        await chain.RevertAsync(snapshot);

        Assert.True(before == 12);
        Assert.True(await chain.BalanceOfAsync(token, Somebody) == 5);
        await Assert.ThrowsAsync<InvalidOperationException>(() => chain.RevertAsync(snapshot));
    }

    [Fact]
    public async Task Time_moves_when_told_to()
    {
        await using var chain = await Anvil.StartAsync();
        var start = await chain.GetTimestampAsync();

        await chain.IncreaseTimeAsync(TimeSpan.FromHours(1));
        var later = await chain.GetTimestampAsync();
        await chain.SetNextBlockTimestampAsync(later + 1000);
        await chain.MineAsync();

        Assert.InRange(later - start, 3600, 3660);
        Assert.Equal(later + 1000, await chain.GetTimestampAsync());
    }

    [Fact]
    public async Task Many_blocks_in_a_second_do_not_run_ahead_of_the_clock()
    {
        // A benchmark settles hundreds of payments a second, each in a block of its own, and they must not expire by that.
        await using var chain = await Anvil.StartAsync();
        var start = await chain.GetTimestampAsync();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        for (var i = 0; i < 100; i++)
            await chain.SendAsync(null, Somebody, Array.Empty<byte>());

        Assert.InRange(await chain.GetTimestampAsync() - start, 0, (long)clock.Elapsed.TotalSeconds + 2);
    }

    [Fact]
    public async Task Without_automatic_mining_a_transaction_waits_for_a_block()
    {
        await using var chain = await Anvil.StartAsync();
        var token = await chain.DeployTokenAsync("PlainToken");
        await chain.SetAutomineAsync(false);

        var mint = chain.MintAsync(token, Somebody, 5);
        await Task.Delay(100);
        var waited = !mint.IsCompleted;
        await chain.MineAsync();
        await mint;

        Assert.True(waited);
        Assert.True(await chain.BalanceOfAsync(token, Somebody) == 5);
    }

    [Fact]
    public async Task A_chain_with_a_block_time_mines_by_the_clock()
    {
        await using var chain = await Anvil.StartAsync(new AnvilOptions { BlockTimeSeconds = 1 });
        var token = await chain.DeployTokenAsync("PlainToken");

        await chain.MintAsync(token, Somebody, 5);

        Assert.True(await chain.BalanceOfAsync(token, Somebody) == 5);
    }

    [Fact]
    public async Task A_paused_node_hangs_and_answers_after_it_resumes()
    {
        await using var chain = await Anvil.StartAsync();
        await chain.PauseAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chain.RequestAsync("eth_chainId", [], patience.Token));

        await chain.ResumeAsync();

        Assert.Equal("0x14a34", (await chain.RequestAsync("eth_chainId", [])).GetString());
    }

    [Fact]
    public async Task A_disposed_node_refuses_connections_even_when_it_was_paused()
    {
        var chain = await Anvil.StartAsync();
        await chain.PauseAsync();
        await chain.DisposeAsync();
        using var rpc = new JsonRpc(chain.RpcUrl);

        await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => rpc.RequestAsync("eth_chainId", []));
    }

    [Fact]
    public async Task Balances_can_be_set()
    {
        await using var chain = await Anvil.StartAsync();

        await chain.SetBalanceAsync(Somebody, 0);
        var poor = (await chain.RequestAsync("eth_getBalance", [Hex.Encode(Somebody.ToArray()), "latest"])).GetString();
        await chain.SetBalanceAsync(Somebody, 255);

        Assert.Equal("0x0", poor);
        Assert.Equal("0xff", (await chain.RequestAsync("eth_getBalance", [Hex.Encode(Somebody.ToArray()), "latest"])).GetString());
    }

    [Fact]
    public async Task A_script_that_fails_says_why()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => NodeProcess.StartAsync(
            "x402/facilitator.mjs", new Dictionary<string, string> { ["PRIVATE_KEY"] = "0x00" }));

        Assert.Contains("private key", failure.Message, StringComparison.OrdinalIgnoreCase);
    }
}
