using System.Collections.Concurrent;
using CrawlGate.Ethereum;

namespace CrawlGate.X402;

/// <summary>
/// How much gas a key-signed transfer of each token gets. A node estimates the first one; what is used after that is learnt from
/// receipts. The limit is generous, since unused gas costs nothing and too little fails a payment.
/// </summary>
internal sealed class GasEstimates(SettlementParts parts)
{
    private const int MaxRememberedAssets = 1024;
    private const ulong Headroom = 20_000;

    private readonly ConcurrentDictionary<Address, ulong> _highest = new();

    /// <summary>The limit for one transfer; null when it would need more than <see cref="SettlementOptions.MaxGasLimit"/>.</summary>
    public async Task<ulong?> LimitAsync(Address sender, Address asset, ReadOnlyMemory<byte> call)
    {
        var gas = await ReadAsync(sender, asset, call);
        return gas > parts.Options.MaxGasLimit ? null : Math.Min(gas + (gas / 2) + Headroom, parts.Options.MaxGasLimit);
    }

    /// <summary>The share of one transfer in a batch: what it would need alone leaves room for the calls around it.</summary>
    public async Task<ulong> ShareAsync(Address sender, Address asset, ReadOnlyMemory<byte> call)
    {
        var gas = await ReadAsync(sender, asset, call);
        return Math.Min(gas + (gas / 8), parts.Options.MaxGasLimit);
    }

    /// <summary>Takes into account what a transfer used. Far more than known is a contract wallet's own work, which says nothing about others.</summary>
    public void Observe(Address asset, ulong used)
    {
        if (_highest.TryGetValue(asset, out var known) && used > known && used < 2 * known)
            Learn(asset, used);
    }

    /// <summary>Remembers what a transfer needs, or that so much was not enough.</summary>
    public void Learn(Address asset, ulong gas)
    {
        if (_highest.Count >= MaxRememberedAssets)
            _highest.Clear();
        _highest.AddOrUpdate(asset, gas, (_, known) => Math.Max(known, gas));
    }

    private async Task<ulong> ReadAsync(Address sender, Address asset, ReadOnlyMemory<byte> call)
    {
        if (_highest.TryGetValue(asset, out var known))
            return known;

        var gas = await parts.Rpc.EstimateGasAsync(sender, asset, call);
        Learn(asset, gas);
        return gas;
    }
}
