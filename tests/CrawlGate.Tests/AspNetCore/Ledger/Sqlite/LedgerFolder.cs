namespace CrawlGate.Tests.AspNetCore;

/// <summary>A directory of a test's own for a database, removed with everything in it.</summary>
public sealed class LedgerFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("crawlgate-ledger-");

    /// <summary>Where a database goes.</summary>
    public string Database => Combine("ledger.db");

    public string Combine(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
