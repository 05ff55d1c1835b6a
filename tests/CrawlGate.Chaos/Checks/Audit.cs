using System.Numerics;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;

namespace CrawlGate.Chaos;

/// <summary>
/// Compares at the end what the chain, the ledger and the crawlers say: the same payments, each once, and the same sum. Money that
/// moved bought a page, and a page was paid.
/// </summary>
internal sealed class Audit(World world, ChainBook chain, Books books, IReadOnlyCollection<PaymentRecord> payments)
{
    private readonly List<Violation> _violations = [];

    /// <summary>The sum of what is settled by the ledger, in atomic units.</summary>
    public BigInteger Settled { get; private set; }

    /// <summary>How many payments are settled by the ledger.</summary>
    public int SettledPayments { get; private set; }

    /// <summary>How many payments of the crawlers got their page.</summary>
    public int Pages { get; private set; }

    public async Task<IReadOnlyList<Violation>> RunAsync()
    {
        await chain.CatchUpAsync();
        var entries = (await books.ReadAsync()).ToDictionary(entry => entry.Key);
        foreach (var payment in payments)
            Check(payment, entries.GetValueOrDefault(payment.Key), chain.Payments.GetValueOrDefault(payment.Key) ?? [], await books.Journal.FindAsync(payment.Key));

        var known = payments.Select(payment => payment.Key).ToHashSet();
        foreach (var key in chain.Payments.Keys.Concat(entries.Keys).Where(key => !known.Contains(key)).Distinct())
            Add($"Nobody signed the payment {key} that chain or ledger has.");
        foreach (var transaction in chain.StrayTransfers)
            Add($"{transaction} paid us without an authorization.");
        await CheckSumsAsync(entries.Values);
        await CheckOpenAsync();
        return _violations;
    }

    private void Check(PaymentRecord payment, LedgerEntry? entry, List<ChainPayment> paid, JournaledTransaction? journaled)
    {
        void Unless(bool holds, string what)
        {
            if (!holds)
                Add(what, payment);
        }

        var isSettled = entry?.State == LedgerState.Settled;
        Pages += payment.HasPage ? 1 : 0;
        Unless(payment.Unfinished == 0, $"A crawler has neither a page nor a refusal for {payment.Unfinished} request(s).");
        Unless(payment.Pages.Count <= 1, "One payment bought two pages.");
        Unless(paid.Count <= 1, $"Paid {paid.Count} times.");
        Unless(!payment.HasPage || paid.Count > 0, "Served and not paid.");
        Unless(payment.HasPage || paid.Count == 0, "Paid and not served.");
        Unless(isSettled == paid.Count > 0, $"The ledger says {entry?.State.ToString() ?? "nothing"}, the chain {(paid.Count > 0 ? "paid" : "not paid")}.");
        Unless(entry is null || !LedgerRules.IsOpen(entry), $"Still {entry?.State}.");
        if (paid is not [var transfer])
            return;

        Unless(transfer.Value == payment.Authorization.Value && entry?.Amount == transfer.Value, "The amounts differ.");
        Unless(!isSettled || entry!.Result?.Transaction == transfer.Transaction.ToString(), $"The ledger names {entry?.Result?.Transaction}, the chain {transfer.Transaction}.");
        Unless(payment.Transactions.All(transaction => transaction == transfer.Transaction.ToString()), $"A receipt names another transaction than {transfer.Transaction}.");
        Unless(
            journaled is { IsOpen: false } && journaled.Payments.Any(held => held.Key == payment.Key && held.Result?.Transaction == transfer.Transaction),
            "The journal does not say that its transaction paid.");
    }

    private async Task CheckSumsAsync(IEnumerable<LedgerEntry> entries)
    {
        SettledPayments = entries.Count(entry => entry.State == LedgerState.Settled);
        Settled = Sum(entries.Where(entry => entry.State == LedgerState.Settled).Select(entry => entry.Amount));
        var served = Sum(payments.Where(payment => payment.HasPage).Select(payment => payment.Authorization.Value));
        var balance = await world.Chain.BalanceOfAsync(DevChain.Anvil.BaseSepoliaUsdc, world.Payee);
        if (Settled != chain.Sum || served != chain.Sum || balance.ToBigInteger() != chain.Sum)
            Add($"The sums differ: transfers {chain.Sum}, the payee's balance {balance}, ledger {Settled}, pages {served}.");
        var exposure = await books.Ledger.ReadExposureAsync(null);
        if (exposure != default)
            Add($"The ledger counts {exposure.Open} as open and {exposure.Defaulted} as never paid.");
    }

    private async Task CheckOpenAsync()
    {
        var (_, transactions) = await books.ReadOpenAsync();
        foreach (var transaction in transactions)
            Add($"The journal has nonce {transaction.Nonce} open, with {transaction.Payments.Count} payment(s).");
    }

    private void Add(string what, PaymentRecord? payment = null) => _violations.Add(new Violation(what, payment));

    private static BigInteger Sum(IEnumerable<UInt256> values) => values.Aggregate(BigInteger.Zero, (sum, value) => sum + value.ToBigInteger());
}
