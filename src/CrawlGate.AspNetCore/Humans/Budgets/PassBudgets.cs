using System.Net;
using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>
/// How much each person may still read, over all gateways. A person's account is in the store; a gateway takes pages from it in small lots and
/// gives them out by itself. While the store is away, who holds a pass reads on, and each gateway counts for itself.
/// </summary>
internal sealed class PassBudgets(IEphemeralStore store, EpochKeys keys, TimeProvider time, HumanBudgets budgets, ILogger<PassBudgets> logger) : IEphemeralMemory
{
    private const int MostReturnsAtOnce = 1000;
    private const int MaxAttempts = 16;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly SharedAccounts _accounts = new(store, time);
    private readonly PassLeases _leases = new();
    private readonly StoreOutage _outage = new(logger);

    /// <summary>How many passes this process holds something for.</summary>
    internal int LeaseCount => _leases.Count;

    /// <summary>How many it may hold.</summary>
    internal int MostLeases { get; init; } = 100_000;

    /// <summary>
    /// Lets a new pass draw on the account of a person. The same person, proving the same action again in the same week, gets the same account.
    /// </summary>
    /// <param name="subject">What the proof says about who it is; only a keyed hash of it is kept, and the key no longer than its week.</param>
    /// <param name="provider">The verifier that accepted it.</param>
    /// <param name="action">What was proven: the site, week and slot.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="cancellationToken">Cancels before the store is changed.</param>
    /// <returns>Whether the person is new.</returns>
    /// <exception cref="LedgerUnavailableException">The store does not answer; the pass must not be given out.</exception>
    public async ValueTask<bool> AdmitAsync(ReadOnlyMemory<byte> subject, string provider, string action, Pass pass, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(pass.Epoch, cancellationToken) ?? throw new LedgerUnavailableException($"There is no key of the week {Epochs.Name(pass.Epoch)}.");
        return await _accounts.OpenAsync(pass, SharedAccounts.Person(key, provider, action, subject.Span), budgets.For(pass.Level), cancellationToken);
    }

    /// <summary>Takes one page. What is granted must be returned when it has been read.</summary>
    /// <param name="pass">A pass whose signature is good.</param>
    /// <param name="client">Where the page goes to; only a keyed hash of its network is kept.</param>
    /// <param name="cancellationToken">The reader left.</param>
    public ValueTask<BudgetDraw> DrawAsync(in Pass pass, IPAddress? client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now >= pass.ExpiresAt)
            return new(new BudgetDraw(BudgetOutcome.NoPass, 0));

        return keys.TryGet(pass.Epoch, out var key) && _leases.Of(pass, MostLeases).TryTake(now, NetworkTag.Of(client, key), budgets.For(pass.Level)) is { } draw
            ? new(draw)
            : AskAndDrawAsync(pass, client, cancellationToken);
    }

    /// <summary>Ends what a grant began.</summary>
    /// <param name="pass">As it was drawn with.</param>
    /// <param name="refund">Whether it was no page after all: an image, a style sheet.</param>
    public void Return(in Pass pass, bool refund) => _leases.Find(pass.Id)?.Return(time.GetUtcNow(), refund, budgets.For(pass.Level));

    /// <summary>Ends a pass that was given back.</summary>
    /// <exception cref="LedgerUnavailableException">The store does not answer; the pass may still be good.</exception>
    public ValueTask ForgetAsync(in Pass pass, CancellationToken cancellationToken) => EndAsync(pass, cancellationToken);

    /// <summary>Forgets passes that nobody uses, and gives back what was taken for them.</summary>
    public async ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var returns = 0;
        foreach (var lease in _leases.All)
        {
            if (!lease.TryClose(now, now - Idle, out var unread, out var day))
                continue;

            _leases.Remove(lease);
            if (unread == 0 || lease.Pass.ExpiresAt <= now || ++returns > MostReturnsAtOnce || _outage.IsOn(now))
                continue;

            try
            {
                await _accounts.ReturnAsync(lease.Pass, budgets.For(lease.Pass.Level), unread, day, cancellationToken);
                _outage.End();
            }
            catch (LedgerUnavailableException failure)
            {
                _outage.Begin(now, failure);
            }
        }
    }

    private async ValueTask<BudgetDraw> AskAndDrawAsync(Pass pass, IPAddress? client, CancellationToken cancellationToken)
    {
        ulong network = 0;
        try
        {
            if (await keys.FindAsync(pass.Epoch, cancellationToken) is not { } key)
                return new BudgetDraw(BudgetOutcome.NoPass, 0);
            network = NetworkTag.Of(client, key);
        }
        catch (LedgerUnavailableException failure)
        {
            _outage.Begin(time.GetUtcNow(), failure);
        }

        PassLease lease;
        do
            lease = _leases.Of(pass, MostLeases);
        while (!lease.TryEnter());

        try
        {
            await lease.Refill.WaitAsync(cancellationToken);
            try
            {
                return await RefillAsync(lease, network, budgets.For(pass.Level), cancellationToken);
            }
            finally
            {
                lease.Refill.Release();
            }
        }
        finally
        {
            lease.Leave();
        }
    }

    private async ValueTask<BudgetDraw> RefillAsync(PassLease lease, ulong network, HumanBudget budget, CancellationToken cancellationToken)
    {
        // Others take from the lease too; that it is empty again means that they read.
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // Those who waited for the store before may have brought enough, or bad news.
            var now = time.GetUtcNow();
            if (lease.TryTake(now, network, budget) is { } draw)
                return draw;
            if (_outage.IsOn(now))
                return lease.TakeLocally(now, network, budget);

            var (unread, day) = lease.TakeUnread();
            SharedAccounts.Lot lot;
            try
            {
                lot = await _accounts.TakeAsync(lease.Pass, network, budget, unread, day, cancellationToken);
                _outage.End();
            }
            catch (LedgerUnavailableException failure)
            {
                _outage.Begin(time.GetUtcNow(), failure);
                continue;
            }

            now = time.GetUtcNow();
            if (lot.Pages == 0)
            {
                lease.PutUnread(unread);
                return lease.Refuse(now, lot);
            }

            if (lease.Fill(now, lot, network, budget) is { } filled)
                return filled;
        }

        return new BudgetDraw(BudgetOutcome.Minute, 1);
    }

    private async ValueTask EndAsync(Pass pass, CancellationToken cancellationToken)
    {
        await _accounts.RemoveAsync(pass, cancellationToken);
        _leases.Find(pass.Id)?.End(pass.ExpiresAt);
    }
}
