using CrawlGate.AspNetCore;

namespace CrawlGate.IntegrationTests;

public sealed class LedgerExportCommandTests : IDisposable
{
    private readonly LedgerStand _stand = new();

    public void Dispose() => _stand.Dispose();

    [Fact]
    public async Task The_standard_output_has_the_export_and_nothing_else()
    {
        await _stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa));

        var lines = (await _stand.ReadAsync("export", "--format", "journal")).Split("\r\n");

        Assert.Equal("date,entry,account,debit,credit,currency,memo", lines[0]);
        Assert.Equal($"2026-11-21,{PaymentRecord.NameOf(LedgerStand.Key(1))}/settlement,Assets:Stablecoin:eip155:84532:{LedgerStand.PayTo},0.001,,USDC,GET https://tidepool.example/posts/tides", lines[1]);
        Assert.Equal($"2026-11-21,{PaymentRecord.NameOf(LedgerStand.Key(1))}/settlement,Income:PayPerCrawl,,0.001,USDC,GET https://tidepool.example/posts/tides", lines[2]);
        Assert.Equal(["", ""], [lines[3], string.Concat(lines.Skip(4))]);
    }

    [Fact]
    public async Task A_file_is_replaced_whole_and_no_draft_is_left()
    {
        await _stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa));
        await _stand.FailedAsync(LedgerStand.Key(2));
        var file = Path.Combine(_stand.Folder, "payments.jsonl");
        await File.WriteAllTextAsync(file, "last month's");

        var (code, output, error) = await _stand.RunAsync("export", "--format", "jsonl", "--output", file);

        Assert.Equal((0, ""), (code, output));
        Assert.Contains($"2 payments written to {file}", error);
        Assert.Equal(2, (await File.ReadAllLinesAsync(file)).Length);
        Assert.Empty(Directory.GetFiles(_stand.Folder, "*.tmp"));
    }

    [Fact]
    public async Task A_store_that_fails_in_the_middle_leaves_the_file_as_it_was()
    {
        await _stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa));
        var file = Path.Combine(_stand.Folder, "payments.csv");
        await File.WriteAllTextAsync(file, "last month's");

        var (code, _, error) = await Tool.RunAsync(
            new Cli.LedgerAccess(_ => new ReadOnlyLedger(_stand.Ledger) { Ending = new LedgerUnavailableException("the disk is gone") }),
            "ledger", "export", "--format", "csv", "--output", file, "--config", _stand.Config);

        Assert.Equal(1, code);
        Assert.Contains("The ledger cannot be read: the disk is gone", error);
        Assert.Equal("last month's", await File.ReadAllTextAsync(file));
        Assert.Empty(Directory.GetFiles(_stand.Folder, "*.tmp"));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_told()
    {
        var (code, _, error) = await _stand.RunAsync("export", "--format", "csv", "--output", Path.Combine(_stand.Folder, "none", "payments.csv"));

        Assert.Equal(1, code);
        Assert.Contains("cannot be written", error);
    }
}
