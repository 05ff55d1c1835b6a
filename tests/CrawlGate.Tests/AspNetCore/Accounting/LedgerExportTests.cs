using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrawlGate.AspNetCore;
using CrawlGate.Ethereum;
using CrawlGate.X402;
using FsCheck;
using FsCheck.Fluent;

namespace CrawlGate.Tests.AspNetCore;

public sealed class LedgerExportTests
{
    private const int MostDecimals = 24;

    [Fact]
    public void Debits_equal_credits_in_every_booking_for_every_payment_and_in_total()
    {
        Prop.ForAll(Entries.Any, entries =>
        {
            var rows = Rows(LedgerExportFormat.Journal, entries);
            foreach (var currency in rows.GroupBy(row => row["currency"]))
            {
                Assert.Equal(Sum(currency, "debit"), Sum(currency, "credit"));
                Assert.All(currency.GroupBy(row => row["entry"]), booking => Assert.Equal(Sum(booking, "debit"), Sum(booking, "credit")));
            }

            Assert.All(rows.GroupBy(row => row["entry"][..row["entry"].LastIndexOf('/')]), payment => Assert.Equal(Sum(payment, "debit"), Sum(payment, "credit")));
            Assert.All(rows, row => Assert.True(row["debit"].Length == 0 != (row["credit"].Length == 0)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_journals_balances_are_what_the_entries_say()
    {
        Prop.ForAll(Entries.Any, entries =>
        {
            var rows = Rows(LedgerExportFormat.Journal, entries).Where(row => row["currency"] == "USDC").ToArray();
            BigInteger Balance(string account) => Sum(rows.Where(row => row["account"].StartsWith(account, StringComparison.Ordinal)), "debit") - Sum(rows.Where(row => row["account"].StartsWith(account, StringComparison.Ordinal)), "credit");
            BigInteger Of(Func<LedgerEntry, bool> which) => entries.Where(entry => new LedgerTokens(null).Find(entry.Key).IsDollar && which(entry))
                .Aggregate(BigInteger.Zero, (sum, entry) => sum + (entry.Amount.ToBigInteger() * BigInteger.Pow(10, MostDecimals - 6)));

            Assert.Equal(Of(entry => entry.State == LedgerState.Settled), Balance($"Assets:Stablecoin:eip155:84532:{Entries.PayTo}"));
            Assert.Equal(-Of(entry => entry.State == LedgerState.Settled || entry.IsDeferred), Balance("Income:PayPerCrawl"));
            Assert.Equal(Of(entry => entry.IsDeferred && entry.State is not (LedgerState.Settled or LedgerState.Failed)), Balance("Assets:Receivable"));
            Assert.Equal(Of(entry => entry.IsDeferred && entry.State == LedgerState.Failed), Balance("Expenses:BadDebt"));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_deferred_payment_is_booked_when_served_and_when_settled()
    {
        var entry = Entries.Make(LedgerState.Settled) with { DeferredMicros = 1000, ChangedAt = Entries.Start.AddDays(1) };

        var name = PaymentRecord.NameOf(entry.Key);
        Assert.Equal(
            $"""
            date,entry,account,debit,credit,currency,memo
            2026-11-21,{name}/sale,Assets:Receivable,0.001,,USDC,GET https://site.example/page
            2026-11-21,{name}/sale,Income:PayPerCrawl,,0.001,USDC,GET https://site.example/page
            2026-11-22,{name}/settlement,Assets:Stablecoin:eip155:84532:{Entries.PayTo},0.001,,USDC,GET https://site.example/page
            2026-11-22,{name}/settlement,Assets:Receivable,,0.001,USDC,GET https://site.example/page

            """.ReplaceLineEndings("\r\n"),
            Export(LedgerExportFormat.Journal, [entry]));
    }

    [Fact]
    public void A_journal_of_a_period_has_what_was_booked_in_it()
    {
        var entry = Entries.Make(LedgerState.Failed) with { DeferredMicros = 1000, ChangedAt = Entries.Start.AddDays(40) };
        var december = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.True(LedgerExport.FilterOf(LedgerExportFormat.Journal, december, december.AddMonths(1)).Includes(entry));
        Assert.False(LedgerExport.FilterOf(LedgerExportFormat.Csv, december, december.AddMonths(1)).Includes(entry));
        Assert.All(Rows(LedgerExportFormat.Journal, [entry], december), row => Assert.EndsWith("/default", row["entry"]));
        Assert.Equal(["Expenses:BadDebt", "Assets:Receivable"], Rows(LedgerExportFormat.Journal, [entry], december, december.AddMonths(1)).Select(row => row["account"]));
        Assert.All(Rows(LedgerExportFormat.Journal, [entry], null, december), row => Assert.EndsWith("/sale", row["entry"]));
        Assert.Empty(Rows(LedgerExportFormat.Journal, [entry], december.AddMonths(1)));
    }

    [Fact]
    public void CSV_and_JSON_have_the_same_names_and_the_same_values()
    {
        Prop.ForAll(Entries.Any, entries =>
        {
            var rows = Rows(LedgerExportFormat.Csv, entries);
            var lines = Export(LedgerExportFormat.Jsonl, entries).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(entries.Length, rows.Count);
            Assert.Equal(entries.Length, lines.Length);
            foreach (var (row, line) in rows.Zip(lines))
            {
                var json = JsonNode.Parse(line)!.AsObject();
                Assert.Equal(PaymentColumns.All.Select(column => column.Name), json.Select(member => member.Key));
                Assert.All(json, member => Assert.Equal(Cell(member.Key, member.Value), row[member.Key]));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Amounts_are_exact_however_large()
    {
        var entry = Entries.Make(LedgerState.Settled) with { Amount = UInt256.MaxValue };
        var row = Assert.Single(Rows(LedgerExportFormat.Csv, [entry]));

        Assert.Equal("115792089237316195423570985008687907853269984665640564039457584007913129639935", row["amount"]);
        Assert.Equal("115792089237316195423570985008687907853269984665640564039457584007913129.639935", row["dollars"]);
        Assert.Equal("231584178474632390847141970017375815706539969331281128078915168015826259.27987", new LedgerToken("USDC", 6, true).Format(UInt256.MaxValue.ToBigInteger() * 2));
    }

    [Fact]
    public void A_token_that_nobody_knows_is_not_taken_for_dollars()
    {
        var entry = Entries.Make(LedgerState.Settled);
        var stranger = entry with { Key = entry.Key with { Asset = Entries.Payer } };
        var own = new TokenAsset(CaipNetwork.ForEvm(84532), Entries.Payer, "House Dollar", "1", 2);

        Assert.Equal(("", "1000", $"eip155:84532/erc20:{Entries.Payer}"), Money(stranger, null));
        Assert.Equal(("10", "1000", "House Dollar"), Money(stranger, own));
        Assert.Equal(("0.001", "1000", "USDC"), Money(entry, own));
    }

    [Theory]
    [InlineData("Csv")]
    [InlineData("Jsonl")]
    [InlineData("Journal")]
    public void Nothing_that_could_be_presented_again_leaves_the_ledger(string format)
    {
        var entry = Entries.Make(LedgerState.Failed) with { DeferredMicros = 1 };
        var text = Export(Enum.Parse<LedgerExportFormat>(format), [entry]);

        Assert.DoesNotContain("signature", text);
        Assert.DoesNotContain("5ec3e7", text);
        Assert.DoesNotContain(entry.Fingerprint.ToString(), text);
        Assert.DoesNotContain("own words", text);
    }

    [Fact]
    public async Task A_long_ledger_is_not_held_in_memory()
    {
        const int Many = 200_000;
        var entry = Entries.Make(LedgerState.Settled);
        var highest = 0L;
        async IAsyncEnumerable<LedgerEntry> Read()
        {
            await Task.CompletedTask;
            for (var i = 0; i < Many; i++)
            {
                if (i % 20_000 == 0)
                    highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));
                yield return entry;
            }
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var count = await new LedgerExport(new LedgerTokens(null)).WriteAsync(LedgerExportFormat.Journal, Read(), null, null, TextWriter.Null, CancellationToken.None);

        Assert.Equal(Many, count);
        // Held, they would take some hundred bytes each; other tests run meanwhile, so the bound is wide.
        Assert.True(highest - before < Many * 100L, $"{highest - before} bytes");
    }

    private static (string Dollars, string Amount, string Currency) Money(LedgerEntry entry, TokenAsset? configured)
    {
        var row = Assert.Single(Rows(LedgerExportFormat.Csv, [entry], configured: configured));
        return (row["dollars"], row["amount"], row["currency"]);
    }

    private static string Cell(string name, JsonNode? value)
    {
        var text = value switch
        {
            null => "",
            JsonValue time when name.EndsWith("At", StringComparison.Ordinal) || name == "validBefore" =>
                time.GetValue<DateTimeOffset>().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            { } other => other.GetValueKind() == JsonValueKind.String ? other.GetValue<string>() : other.ToJsonString(),
        };
        return CsvLine.IsFormula(text) ? $"'{text}" : text;
    }

    private static BigInteger Sum(IEnumerable<Dictionary<string, string>> rows, string column) => rows.Select(row => row[column]).Where(cell => cell.Length > 0).Aggregate(BigInteger.Zero, (sum, cell) =>
    {
        var parts = cell.Split('.');
        return sum + BigInteger.Parse(parts[0] + (parts.Length > 1 ? parts[1] : "").PadRight(MostDecimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
    });

    private static List<Dictionary<string, string>> Rows(
        LedgerExportFormat format, LedgerEntry[] entries, DateTimeOffset? from = null, DateTimeOffset? until = null, TokenAsset? configured = null)
    {
        var rows = CsvReader.Read(Export(format, entries, from, until, configured));
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private static string Export(LedgerExportFormat format, LedgerEntry[] entries, DateTimeOffset? from = null, DateTimeOffset? until = null, TokenAsset? configured = null)
    {
        using var writer = new StringWriter();
        new LedgerExport(new LedgerTokens(configured)).WriteAsync(format, Entries.Read(entries), from, until, writer, CancellationToken.None).GetAwaiter().GetResult();
        return writer.ToString();
    }
}
