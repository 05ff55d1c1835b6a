using System.Reflection;
using CrawlGate.Cli;
using CrawlGate.DevChain;

namespace CrawlGate.IntegrationTests;

/// <summary>What docs/ledger.md says of the tool is what it does.</summary>
public sealed class LedgerPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "ledger.md"));

    [Fact]
    public void Kinds_of_findings()
    {
        var kinds = typeof(AuditKind).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        var section = Page.Split("| kind | |")[1].Split("\n\n")[0];
        Assert.Equal(kinds.Order(), section.Split("| `").Skip(1).Select(row => row.Split('`')[0]).Order());
    }

    [Fact]
    public async Task The_transcripts_are_what_the_tool_writes()
    {
        using var stand = new LedgerStand();
        await stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa));
        await stand.SettledAsync(LedgerStand.Key(2), LedgerStand.Hash(0xbb), 2_500_000);
        await stand.UnknownAsync(LedgerStand.Key(3, LedgerStand.OtherPayer));
        AssertTranscript("list --from 2026-11-21 --limit 2", await stand.ReadAsync("list", "--from", "2026-11-21", "--limit", "2"));

        using var other = new LedgerStand();
        await other.UnknownAsync(LedgerStand.Key(5));
        AssertTranscript("show 0x0500", await other.ReadAsync("show", "0x0500"));
    }

    private static void AssertTranscript(string command, string output)
    {
        var shown = Page.Split($"$ crawlgate ledger {command}\n")[1].Split("\n```")[0];
        Assert.Equal(shown, string.Join('\n', output.TrimEnd().Split(Environment.NewLine).Select(line => line.TrimEnd())));
    }
}
