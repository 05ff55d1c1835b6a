using CrawlGate.Ethereum;

namespace CrawlGate.AspNetCore;

/// <summary>What payers have open and never paid; kept whatever happens to their payments.</summary>
internal static class SqliteExposure
{
    /// <summary>One payer's, or everybody's when null.</summary>
    public static Exposure Read(SqliteDatabase database, Address? payer)
    {
        var statement = payer is { } one
            ? database.Prepare("SELECT open, defaulted FROM exposure WHERE payer = ?").Bind(one)
            : database.Prepare("SELECT open, defaulted FROM exposure_total");
        return statement.Single(row => new Exposure(row.Long(0), row.Long(1)));
    }

    /// <summary>Adds a change to a payer's and to everybody's.</summary>
    public static void Add(SqliteDatabase database, Address payer, Exposure change)
    {
        if (change == default)
            return;

        database.Prepare(
            """
            INSERT INTO exposure (payer, open, defaulted) VALUES (?, ?, ?)
            ON CONFLICT (payer) DO UPDATE SET open = open + excluded.open, defaulted = defaulted + excluded.defaulted
            """)
            .Bind(payer).Bind(change.Open).Bind(change.Defaulted).Run();
        database.Prepare("UPDATE exposure_total SET open = open + ?, defaulted = defaulted + ?").Bind(change.Open).Bind(change.Defaulted).Run();
    }
}
