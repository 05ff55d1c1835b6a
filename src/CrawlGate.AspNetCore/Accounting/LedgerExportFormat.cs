namespace CrawlGate.AspNetCore;

/// <summary>How payments are exported.</summary>
internal enum LedgerExportFormat
{
    /// <summary>A line for each payment, comma-separated.</summary>
    Csv,

    /// <summary>A JSON object for each payment, one a line.</summary>
    Jsonl,

    /// <summary>Double-entry bookkeeping, comma-separated.</summary>
    Journal,
}
