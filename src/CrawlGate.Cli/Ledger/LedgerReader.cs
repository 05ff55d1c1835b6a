using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Cli;

/// <summary>A ledger of which nothing but reading is left: the tool looks at payments that a gateway works on meanwhile.</summary>
internal sealed class LedgerReader(IPaymentLedger ledger) : IAsyncDisposable
{
    /// <inheritdoc cref="IPaymentLedger.ReadAsync"/>
    public IAsyncEnumerable<LedgerEntry> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken) => ledger.ReadAsync(filter, cancellationToken);

    /// <inheritdoc cref="IPaymentLedger.ReadHistoryAsync"/>
    public ValueTask<IReadOnlyList<LedgerEvent>> ReadHistoryAsync(AuthorizationKey key, CancellationToken cancellationToken) => ledger.ReadHistoryAsync(key, cancellationToken);

    /// <inheritdoc cref="IPaymentLedger.ReadExposureAsync"/>
    public ValueTask<Exposure> ReadExposureAsync(Address? payer, CancellationToken cancellationToken) => ledger.ReadExposureAsync(payer, cancellationToken);

    /// <summary>Closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ledger is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            (ledger as IDisposable)?.Dispose();
    }
}
