using System.Text.Json.Nodes;

namespace CrawlGate.IntegrationTests;

public sealed class LedgerListTests : IDisposable
{
    private readonly LedgerStand _stand = new();

    public void Dispose() => _stand.Dispose();

    [Fact]
    public async Task The_newest_come_first_with_totals_of_all()
    {
        await _stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa));
        await _stand.SettledAsync(LedgerStand.Key(2), LedgerStand.Hash(0xbb), 2_500_000);
        await _stand.UnknownAsync(LedgerStand.Key(3, LedgerStand.OtherPayer));

        var lines = (await _stand.ReadAsync("list", "--limit", "2")).Split(Environment.NewLine).Select(line => line.TrimEnd()).ToArray();

        Assert.Equal(["time", "state", "amount", "payer/nonce", "resource", "transaction"], Words(lines[0]));
        Assert.Equal(["2026-11-21", "12:00:04", "unknown", "$0.001", "0x70997970/0x03000000", "GET", "https://tidepool.example/posts/tides"], Words(lines[1]));
        Assert.Equal(["2026-11-21", "12:00:02", "settled", "$2.5", "0xf39fd6e5/0x02000000", "GET", "https://tidepool.example/posts/tides", "0xbb000000"], Words(lines[2]));
        Assert.Equal("Totals", lines[3]);
        Assert.Equal("  settled        2 payments, $2.501", lines[4]);
        Assert.Equal("  unknown        1 payment, $0.001", lines[5]);
        Assert.Equal("The latest 2 of 3 are shown; --limit shows more.", lines[6]);
    }

    [Theory]
    [InlineData("--state", "settled", 2)]
    [InlineData("--state", "Failed", 1)]
    [InlineData("--state", "queued", 0)]
    [InlineData("--payer", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", 1)]
    [InlineData("--from", "2026-11-21", 3)]
    [InlineData("--from", "2026-11-22", 0)]
    [InlineData("--from", "2026-11-21T12:00:02Z", 2)]
    [InlineData("--from", "2026-11-21T13:00:04+01:00", 1)]
    [InlineData("--until", "2026-11-21T12:00:02", 1)]
    [InlineData("--until", "2026-11-22", 3)]
    public async Task Filters_filter(string option, string value, int count)
    {
        await _stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa));
        await _stand.SettledAsync(LedgerStand.Key(2), LedgerStand.Hash(0xbb));
        await _stand.FailedAsync(LedgerStand.Key(3, LedgerStand.OtherPayer));

        var report = JsonNode.Parse(await _stand.ReadAsync("list", option, value, "--json"))!;

        Assert.Equal(count, (int)report["matching"]!);
        Assert.Equal(count, report["payments"]!.AsArray().Count);
        if (count == 0)
            Assert.Contains("There are no such payments.", await _stand.ReadAsync("list", option, value));
    }

    [Fact]
    public async Task JSON_has_exact_amounts_and_nothing_else_around()
    {
        await _stand.SettledAsync(LedgerStand.Key(1), LedgerStand.Hash(0xaa), 1234567);

        var report = JsonNode.Parse(await _stand.ReadAsync("list", "--json"))!;

        Assert.Equal(("1234567", "1.234567"), ((string?)report["payments"]![0]!["amount"], (string?)report["payments"]![0]!["dollars"]));
        Assert.Equal(("settled", 1, "1234567", "1.234567"), ((string?)report["totals"]![0]!["state"], (int)report["totals"]![0]!["count"]!, (string?)report["totals"]![0]!["amount"], (string?)report["totals"]![0]!["dollars"]));
    }

    [Theory]
    [InlineData("list", "--state", "paid")]
    [InlineData("list", "--payer", "0x123")]
    [InlineData("list", "--from", "21.11.2026")]
    [InlineData("list", "--until", "tomorrow")]
    [InlineData("list", "--limit", "0")]
    [InlineData("list", "--limit", "many")]
    [InlineData("show", "tides")]
    [InlineData("show", "0x12")]
    [InlineData("show", "0x1234/0x1234/0x1234")]
    [InlineData("export", "--format", "pdf")]
    [InlineData("export")]
    [InlineData("verify", "--rpc", "somewhere")]
    [InlineData("balance")]
    public async Task Wrong_usage_ends_with_2(params string[] arguments)
    {
        var (code, _, error) = await _stand.RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("memory", "payments live in the running gateway")]
    [InlineData("floppy:secret@a", "this tool cannot open a store of the kind 'floppy'")]
    public async Task Without_a_store_there_is_nothing_to_read(string store, string why)
    {
        using var stand = new LedgerStand("", settings => settings["Store"] = store);

        var (code, output, error) = await Tool.RunAsync(new Cli.LedgerAccess(_ => null), "ledger", "list", "--config", stand.Config);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(why, error);
        Assert.DoesNotContain("secret", error);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var (code, _, error) = await Tool.RunAsync("ledger", "list", "--config", Path.Combine(_stand.Folder, "none.json"));

        Assert.Equal(1, code);
        Assert.Contains("none.json", error);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
