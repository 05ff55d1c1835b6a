using CrawlGate.Ethereum;
using CrawlGate.X402;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Reads what gas costs and what the settling accounts have, again and again, over a connection of its own: settlements must not wait
/// for it, nor be kept from a node because it failed.
/// </summary>
internal sealed partial class FacilitatorHealth(
    FacilitatorServiceSettings settings, Func<IEthereumRpc> connect, Func<IFacilitator> facilitator, TimeProvider time, ILogger<FacilitatorHealth> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan UntilFirst = TimeSpan.FromSeconds(2);

    private readonly Lazy<IEthereumRpc> _rpc = new(connect);
    private volatile FacilitatorReading? _last;

    /// <summary>The last reading; null before the first.</summary>
    public FacilitatorReading? Last => _last;

    /// <summary>What is wrong now; null when nothing is, or nothing is served.</summary>
    public FacilitatorTrouble? Trouble => settings.Enabled ? FacilitatorTrouble.Find(_last, settings, time.GetUtcNow()) : null;

    /// <summary>Why a settlement that takes gas is refused; null when it is not. Without limits the engine finds out by itself.</summary>
    public FacilitatorTrouble? Refusal => settings.MaxFee is null && settings.MinBalance is null ? null : Trouble;

    /// <summary>Reads once; the reading, or null when no node gave one.</summary>
    public async Task<FacilitatorReading?> CheckAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var supported = await facilitator().GetSupportedAsync(cancellationToken);
            var signers = supported?.Signers?.Values.SelectMany(accounts => accounts).Distinct().Where(account => Address.TryParse(account, out _)) ?? [];
            var fees = _rpc.Value.GetFeesAsync(cancellationToken);
            var balances = Task.WhenAll(signers.Select(signer => ReadAsync(signer, cancellationToken)));
            await Task.WhenAll(fees, balances);
            var (baseFee, tip) = await fees;
            return _last = new FacilitatorReading(time.GetUtcNow(), await balances, UInt256.FromBigInteger(baseFee.ToBigInteger() + tip.ToBigInteger()));
        }
        catch (Exception failure) when (failure is EthereumRpcException or EthereumRpcUnavailableException)
        {
            Unread(failure.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        if (_rpc.IsValueCreated)
            (_rpc.Value as IDisposable)?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? reported = null;
        while (settings.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CheckAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                // Thrown from here it would end the gateway; without readings the service closes by itself.
                Threw(exception);
            }

            var trouble = Trouble;
            if (trouble?.Code != reported)
                Report(trouble);
            reported = trouble?.Code;
            await Task.Delay(_last is null ? UntilFirst : Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<SignerBalance> ReadAsync(string signer, CancellationToken cancellationToken) =>
        new(Address.Parse(signer), await _rpc.Value.GetBalanceAsync(Address.Parse(signer), cancellationToken));

    private void Report(FacilitatorTrouble? trouble)
    {
        if (trouble is null)
            Well();
        else
            Unwell(trouble.Detail);
    }

    [LoggerMessage(1, LogLevel.Error, "The facilitator service is not well: {Detail}")]
    private partial void Unwell(string detail);

    [LoggerMessage(2, LogLevel.Information, "The facilitator service is well again")]
    private partial void Well();

    [LoggerMessage(3, LogLevel.Warning, "Reading gas and balances for the facilitator service failed: {Detail}")]
    private partial void Unread(string detail);

    [LoggerMessage(4, LogLevel.Error, "Reading gas and balances for the facilitator service failed.")]
    private partial void Threw(Exception exception);
}
