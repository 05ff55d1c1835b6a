using System.Text.Json.Nodes;
using CrawlGate.Ethereum;

namespace CrawlGate.Tests.Ethereum;

public sealed class HedgedReadTests : IAsyncLifetime
{
    private static readonly EthereumRpcOptions Options = new() { HedgeAfter = TimeSpan.FromMilliseconds(50), Timeout = TimeSpan.FromSeconds(30) };

    private ScriptedNode _first = null!;
    private ScriptedNode _second = null!;

    public async Task InitializeAsync()
    {
        (_first, _second) = (await ScriptedNode.StartAsync(), await ScriptedNode.StartAsync());
        Answer(_first, "0x1");
        Answer(_second, "0x2");
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task F16_A_read_of_a_slow_node_is_asked_of_the_next_and_cancelled()
    {
        var cancelled = Hang(_first);
        using var client = Client(Options);

        Assert.Equal(2ul, await client.GetChainIdAsync());
        await cancelled.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_prompt_node_is_asked_alone()
    {
        using var client = Client(Options with { HedgeAfter = TimeSpan.FromSeconds(20) });

        Assert.Equal(1ul, await client.GetChainIdAsync());
        Assert.Equal(0, _second.CountOf("eth_chainId"));
    }

    [Fact]
    public async Task The_slow_node_may_still_be_the_first_to_answer()
    {
        var hedged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.Script["eth_chainId"] = async (_, _) =>
        {
            await hedged.Task.WaitAsync(TimeSpan.FromSeconds(20));
            return "0x1";
        };
        _second.Script["eth_chainId"] = async (_, context) =>
        {
            hedged.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return null;
        };
        using var client = Client(Options);

        Assert.Equal(1ul, await client.GetChainIdAsync());
    }

    [Fact]
    public async Task F16_Losing_is_no_failure_but_puts_the_node_behind_the_others_for_a_while()
    {
        var time = new ShiftableTime();
        var options = Options with { MinimumThroughput = 2, SamplingDuration = TimeSpan.FromHours(1) };
        using var client = Client(options, time);
        _ = Hang(_first);

        for (var lost = 1; lost <= 4; lost++)
        {
            Assert.Equal(2ul, await client.GetChainIdAsync());
            Assert.Equal(2ul, await client.GetChainIdAsync());
            Assert.Equal(lost, _first.CountOf("eth_chainId"));
            time.Advance(options.BreakDuration * 2);
        }

        Answer(_first, "0x1");
        Assert.Equal(1ul, await client.GetChainIdAsync());
    }

    [Fact]
    public async Task F16_Losing_while_on_trial_does_not_close_the_circuit()
    {
        var time = new ShiftableTime();
        using var client = Client(Options with { Timeout = TimeSpan.FromSeconds(1), MinimumThroughput = 2 }, time);
        _first.Script["eth_chainId"] = (_, context) =>
        {
            context.Abort();
            return Task.FromResult<JsonNode?>(null);
        };
        for (var i = 0; i < 4; i++)
            Assert.Equal(2ul, await client.GetChainIdAsync());
        Assert.Equal(2, _first.CountOf("eth_chainId"));

        _ = Hang(_first);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(2ul, await client.GetChainIdAsync());
        Assert.Equal(3, _first.CountOf("eth_chainId"));

        // The trial ends by its own time limit; until then, and after, nobody else is let through.
        await Task.Delay(1500);
        Answer(_first, "0x1");
        Assert.Equal(2ul, await client.GetChainIdAsync());
        Assert.Equal(3, _first.CountOf("eth_chainId"));
    }

    [Fact]
    public async Task A_transaction_is_never_hedged()
    {
        _first.Script["eth_sendRawTransaction"] = async (_, _) =>
        {
            await Task.Delay(500);
            return new Bytes32(new byte[32]).ToString();
        };
        using var client = Client(Options);

        await client.SendRawTransactionAsync(new byte[] { 2 });

        Assert.Equal(1, _first.CountOf("eth_sendRawTransaction"));
        Assert.Equal(0, _second.CountOf("eth_sendRawTransaction"));
    }

    [Fact]
    public async Task The_callers_cancellation_ends_all_tries()
    {
        var (first, second) = (Hang(_first), Hang(_second));
        using var client = Client(Options);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetChainIdAsync(cancellation.Token));
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Nodes_that_all_hang_are_unavailable_in_time()
    {
        _ = Hang(_first);
        _ = Hang(_second);
        using var client = Client(Options with { Timeout = TimeSpan.FromMilliseconds(500) });

        var failure = await Assert.ThrowsAsync<EthereumRpcUnavailableException>(() => client.GetChainIdAsync());
        Assert.Contains(_first.Url.Authority, failure.Message, StringComparison.Ordinal);
        Assert.Contains(_second.Url.Authority, failure.Message, StringComparison.Ordinal);
    }

    private static void Answer(ScriptedNode node, string chainId) => node.Script["eth_chainId"] = (_, _) => Task.FromResult<JsonNode?>(chainId);

    /// <summary>Lets a node hang; the task ends when somebody hung up on it.</summary>
    private static Task Hang(ScriptedNode node)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Script["eth_chainId"] = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => cancelled.TrySetResult(), TaskScheduler.Default);
            return null;
        };
        return cancelled.Task;
    }

    private EthereumRpcClient Client(EthereumRpcOptions options, TimeProvider? time = null) => new([_first.Url, _second.Url], options, time);
}
