using CrawlGate.AspNetCore;
using CrawlGate.X402;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CrawlGate.Chaos;

/// <summary>The gateways' own ledger and journal, read as a further process would.</summary>
internal sealed class Books : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly World _world;

    private Books(WebApplication app, World world)
    {
        (_app, _world) = (app, world);
        Ledger = app.Services.GetRequiredService<IPaymentLedger>();
        Journal = app.Services.GetRequiredService<ISettlementJournal>();
    }

    public IPaymentLedger Ledger { get; }

    public ISettlementJournal Journal { get; }

    /// <summary>Builds a gateway that is never started, so that it has the same store.</summary>
    public static Books Open(string config, World world)
    {
        string[] args = ["--config", config, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"];
        return GatewayRole.TryBuild(args, new Fuse(), TimeProvider.System, out var app, out var errors)
            ? new Books(app, world)
            : throw new InvalidOperationException(string.Join('\n', errors));
    }

    /// <summary>Everything in the ledger.</summary>
    public async Task<List<LedgerEntry>> ReadAsync() => await Ledger.ReadAsync(new LedgerFilter()).ToListAsync();

    /// <summary>Everything in the ledger and in the journal that somebody still has to see to.</summary>
    public async Task<(List<LedgerEntry> Entries, IReadOnlyList<JournaledTransaction> Transactions)> ReadOpenAsync() =>
        ([.. (await ReadAsync()).Where(LedgerRules.IsOpen)], await Journal.ReadOpenAsync(World.ChainId, _world.Settler));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
