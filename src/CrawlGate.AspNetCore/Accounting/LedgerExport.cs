using System.Text.Json;

namespace CrawlGate.AspNetCore;

/// <summary>Writes payments one by one as they are read; memory does not grow with the ledger.</summary>
/// <param name="tokens">How amounts are written.</param>
internal sealed class LedgerExport(LedgerTokens tokens)
{
    /// <summary>Which entries a period needs: a journal books by the day of the booking, which may lie long after the first claim.</summary>
    public static LedgerFilter FilterOf(LedgerExportFormat format, DateTimeOffset? from, DateTimeOffset? until) =>
        new() { From = format == LedgerExportFormat.Journal ? null : from, Until = until };

    /// <summary>Writes entries; answers how many payments are in what was written.</summary>
    /// <param name="format">How.</param>
    /// <param name="entries">The entries that <see cref="FilterOf"/> asks for.</param>
    /// <param name="from">The period's begin; null for no begin.</param>
    /// <param name="until">The first moment after the period; null for no end.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="cancellationToken">Ends it in the middle.</param>
    public async Task<long> WriteAsync(
        LedgerExportFormat format, IAsyncEnumerable<LedgerEntry> entries, DateTimeOffset? from, DateTimeOffset? until, TextWriter writer, CancellationToken cancellationToken)
    {
        if (HeadOf(format) is { } head)
            await writer.WriteAsync(head);

        var count = 0L;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            var text = TextOf(format, entry, from, until);
            if (text.Length == 0)
                continue;

            await writer.WriteAsync(text.AsMemory(), cancellationToken);
            count++;
        }

        return count;
    }

    private static string? HeadOf(LedgerExportFormat format) => format switch
    {
        LedgerExportFormat.Csv => CsvLine.Of(PaymentColumns.All.Select(column => column.Name)),
        LedgerExportFormat.Journal => CsvLine.Of(JournalLine.Columns),
        _ => null,
    };

    private string TextOf(LedgerExportFormat format, LedgerEntry entry, DateTimeOffset? from, DateTimeOffset? until)
    {
        var token = tokens.Find(entry.Key);
        if (format == LedgerExportFormat.Journal)
            return string.Concat(Journal.Of(entry, token).Where(line => !(line.At < from) && !(line.At >= until)).Select(line => CsvLine.Of(line.ToCells())));

        var record = PaymentRecord.Of(entry, token);
        return format == LedgerExportFormat.Csv
            ? CsvLine.Of(PaymentColumns.All.Select(column => column.Read(record)))
            : JsonSerializer.Serialize(record, PaymentRecordJsonContext.Default.PaymentRecord) + "\n";
    }
}
