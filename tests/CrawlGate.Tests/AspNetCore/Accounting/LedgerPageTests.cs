using System.Text.RegularExpressions;
using CrawlGate.AspNetCore;

namespace CrawlGate.Tests.AspNetCore;

/// <summary>What docs/ledger.md says is what there is.</summary>
public sealed partial class LedgerPageTests
{
    private readonly string _page = Repository.Read("docs", "ledger.md");

    [Fact]
    public void Columns_of_payments() => Assert.Equal(PaymentColumns.All.Select(column => column.Name), Names("### csv and jsonl"));

    [Fact]
    public void Columns_of_a_journal() => Assert.Equal(JournalLine.Columns, Names("### journal"));

    [Fact]
    public void States() => Assert.Equal(Enum.GetValues<LedgerState>().Select(SettingName.Of).Order(), Names("## States").Order());

    [Fact]
    public void Bookings_and_their_accounts()
    {
        foreach (var (state, isDeferred) in new[] { (LedgerState.Settled, false), (LedgerState.Queued, true), (LedgerState.Settled, true), (LedgerState.Failed, true) })
        {
            var entry = Entries.Make(state) with { DeferredMicros = isDeferred ? 1 : 0 };
            foreach (var booking in Journal.Of(entry, new LedgerTokens(null).Find(entry.Key)).Chunk(2))
            {
                var kind = booking[0].Entry.Split('/')[^1];
                var debit = booking[0].Account.Replace($":eip155:84532:{Entries.PayTo}", ":<network>:<payTo>", StringComparison.Ordinal);
                Assert.Contains($"| `{kind}` | `{debit}` | `{booking[1].Account}` |", _page);
            }
        }
    }

    private IEnumerable<string> Names(string heading)
    {
        var section = _page.Split($"\n{heading}\n")[1].Split("\n#")[0];
        return FirstCell().Matches(section.Split("\n|---")[1].Split("\n\n")[0]).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex("^\\| `([A-Za-z]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();
}
