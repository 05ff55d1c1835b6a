using CrawlGate.Ethereum;

namespace CrawlGate.DevChain;

/// <content>What a real chain lets nobody do: set state, move time, go back, hang.</content>
public sealed partial class Anvil
{
    /// <summary>Puts runtime code at an address; its storage stays as it is.</summary>
    public Task SetCodeAsync(Address address, ReadOnlyMemory<byte> code) => RequestAsync("anvil_setCode", [Json(address), Hex.Encode(code.Span)]);

    /// <summary>Sets the ether of an account, in wei.</summary>
    public Task SetBalanceAsync(Address address, UInt256 wei) => RequestAsync("anvil_setBalance", [Json(address), Json(wei)]);

    /// <summary>Mines blocks.</summary>
    public Task MineAsync(int blocks = 1) => RequestAsync("anvil_mine", [Json((ulong)blocks)]);

    /// <summary>Switches between a block for each transaction at once and no blocks but those of <see cref="MineAsync"/>.</summary>
    public Task SetAutomineAsync(bool enabled) => RequestAsync("evm_setAutomine", [enabled]);

    /// <summary>Sets the Unix time of the next block, in seconds; it must lie after the last block.</summary>
    public Task SetNextBlockTimestampAsync(long unixSeconds) => RequestAsync("evm_setNextBlockTimestamp", [unixSeconds]);

    /// <summary>Moves the clock ahead and mines a block, so that calls see the new time too.</summary>
    public async Task IncreaseTimeAsync(TimeSpan time)
    {
        await RequestAsync("evm_increaseTime", [(long)time.TotalSeconds]);
        await MineAsync();
    }

    /// <summary>The Unix time of the latest block, in seconds; <c>eth_call</c> runs at it, so it may lie behind the clock.</summary>
    public async Task<long> GetTimestampAsync() =>
        (long)ReadUInt64((await RequestAsync("eth_getBlockByNumber", ["latest", false])).GetProperty("timestamp"));

    /// <summary>Remembers the whole state and answers a name for it.</summary>
    public async Task<string> SnapshotAsync() => (await RequestAsync("evm_snapshot", [])).GetString()!;

    /// <summary>Goes back to a snapshot, which is then used up.</summary>
    /// <exception cref="InvalidOperationException">There is no such snapshot.</exception>
    public async Task RevertAsync(string snapshot)
    {
        if (!(await RequestAsync("evm_revert", [snapshot])).GetBoolean())
            throw new InvalidOperationException($"There is no snapshot {snapshot}.");
    }

    /// <summary>Makes the node hang: connections are accepted by the system and never answered.</summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) => _process.SignalAsync("STOP", cancellationToken);

    /// <summary>Lets a paused node answer again, late questions included.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken = default) => _process.SignalAsync("CONT", cancellationToken);

    /// <summary>Puts Multicall3 at its usual address, where the reference facilitator looks for it.</summary>
    public Task InstallMulticall3Async() =>
        NodeProcess.RunAsync("x402/multicall3.mjs", new Dictionary<string, string> { ["RPC_URL"] = RpcUrl.ToString() });
}
