using System.Globalization;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Cli;

/// <summary>Nodes, the token and the account that pays for gas.</summary>
internal sealed class ChainChecks(GateSnapshot gate, CrawlGateOptions options, IFacilitatorProbe probe, TimeProvider time)
{
    // What transferWithAuthorization takes with a dollar token, rounded up.
    private const int GasOfSettlement = 100_000;
    private const int FewSettlements = 100;
    private const int WeiDecimals = 18;

    /// <summary>Every node: does it answer, for the right chain, how fast?</summary>
    public async Task<IReadOnlyList<Finding>> TestNodesAsync(CancellationToken cancellationToken) =>
        options.Rpc.Count == 0
            ? [Finding.Skipped("rpc", "no node is configured, and facilitators settle")]
            : await Task.WhenAll(options.Rpc.Select(url => TestNodeAsync(new Uri(url), cancellationToken)));

    /// <summary>Whether the chain knows the token as configured.</summary>
    public async Task<IReadOnlyList<Finding>> TestTokenAsync(CancellationToken cancellationToken)
    {
        const string Name = "token";
        if (options.Facilitator.Local is null)
            return [Finding.Skipped(Name, "facilitators settle")];

        return await probe.ProbeAsync(cancellationToken) switch
        {
            ProbeResult.Ready(var detail) => [Finding.Ok(Name, detail)],
            ProbeResult.Wrong(var detail) => [Finding.Failed(Name, detail, "set Network and Asset to what the chain has; the gateway stops at start otherwise")],
            ProbeResult.NotYet(var detail) => [Finding.Failed(Name, detail, "payments stay closed until a node answers")],
            var other => throw new InvalidOperationException($"No such result: {other.GetType()}"),
        };
    }

    /// <summary>Whether every settling account can pay for gas.</summary>
    public async Task<IReadOnlyList<Finding>> TestGasAsync(CancellationToken cancellationToken)
    {
        const string Name = "gas";
        if (options.Facilitator.Local is not { } local)
            return [Finding.Skipped(Name, "facilitators settle")];
        if (!SignerSource.TryLoad(local, out var signers, out var key, out var error))
            return [Finding.Failed(Name, $"{key}: {error}", "mend the signer's key")];

        Address[] accounts = [.. signers.Select(signer => signer.Address)];
        signers.ToList().ForEach(signer => signer.Dispose());
        using var rpc = new EthereumRpcClient([.. options.Rpc.Select(url => new Uri(url))], timeProvider: time);
        try
        {
            var fees = await rpc.GetFeesAsync(cancellationToken);
            return await Task.WhenAll(accounts.Select(async account => Judge(account, await rpc.GetBalanceAsync(account, cancellationToken), fees)));
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            return [Finding.Failed(Name, "the balance cannot be read: no node answers", "see rpc")];
        }
    }

    /// <summary>The latest block's time; null when no node tells.</summary>
    public async Task<DateTimeOffset?> ReadBlockTimeAsync(CancellationToken cancellationToken)
    {
        if (options.Rpc.Count == 0)
            return null;

        using var rpc = new EthereumRpcClient([.. options.Rpc.Select(url => new Uri(url))], timeProvider: time);
        try
        {
            return DateTimeOffset.FromUnixTimeSeconds((long)await rpc.GetLatestBlockTimestampAsync(cancellationToken));
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private async Task<Finding> TestNodeAsync(Uri url, CancellationToken cancellationToken)
    {
        // Only the host: providers put keys into paths.
        var name = $"rpc {url.Authority}";
        using var rpc = new EthereumRpcClient([url], timeProvider: time);
        var start = time.GetTimestamp();
        try
        {
            var chain = await rpc.GetChainIdAsync(cancellationToken);
            var milliseconds = time.GetElapsedTime(start).TotalMilliseconds;
            return chain == gate.Asset.Network.EvmChainId
                ? Finding.Ok(name, string.Create(CultureInfo.InvariantCulture, $"serves eip155:{chain}, {milliseconds:0} ms"))
                : Finding.Failed(name, string.Create(CultureInfo.InvariantCulture, $"serves eip155:{chain}, but {gate.Asset.Network} is configured"), "change Rpc or Network");
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            const string Advice = "start it, open the way to it, or take it out of Rpc";
            return Finding.Failed(name, failure.Message, Advice);
        }
    }

    private Finding Judge(Address signer, UInt256 balance, GasFees fees)
    {
        var perGas = fees.BaseFeePerGas.ToBigInteger() + fees.PriorityFeePerGas.ToBigInteger();
        var settlements = balance.ToBigInteger() / ((perGas * GasOfSettlement) + 1);
        var detail = string.Create(CultureInfo.InvariantCulture, $"{signer} has {DollarPrice.Format(balance, WeiDecimals)} of the chain's coin, enough for about {settlements} settlements");
        return settlements == 0 ? Finding.Failed("gas", detail, $"send {signer} some of {gate.Asset.Network}'s own coin")
            : settlements < FewSettlements ? Finding.Warning("gas", detail, $"send {signer} some of {gate.Asset.Network}'s own coin soon")
            : Finding.Ok("gas", detail);
    }
}
