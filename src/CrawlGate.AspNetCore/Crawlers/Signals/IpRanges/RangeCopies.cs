using Microsoft.Extensions.Logging;

namespace CrawlGate.AspNetCore;

/// <summary>The copies that outlive a restart: our own, and those the operator ships.</summary>
internal sealed class RangeCopies(RangeDirectory? directory, RangeDirectory? snapshot, TimeProvider time, ILogger logger)
{
    /// <summary>A copy of later than this ahead of the clock is of no known age.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private bool _isComplaining;

    /// <summary>Says once when nothing will be kept.</summary>
    public void Open()
    {
        if (directory is null)
            logger.RangesInMemory(LogLevel.Information, "no directory is configured");
        else if (directory.TryCreate() is { } problem)
            Complain(problem);
    }

    /// <summary>The newest usable copy of a list; null when there is none.</summary>
    public async Task<LoadedList?> LoadAsync(PublishedList list, CancellationToken cancellationToken)
    {
        var own = await LoadAsync(directory, list, cancellationToken);
        var shipped = await LoadAsync(snapshot, list, cancellationToken);
        return shipped is null || own?.Header.ConfirmedAt >= shipped.Header.ConfirmedAt ? own : shipped;
    }

    /// <summary>Keeps a list that was just fetched.</summary>
    public async Task KeepAsync(RangeCopy copy, CancellationToken cancellationToken)
    {
        if (directory is null)
            return;

        if (await directory.TryWriteAsync(copy, cancellationToken) is { } problem)
            Complain(problem);
        else
            _isComplaining = false;
    }

    /// <summary>Keeps that a list was confirmed; its bytes are in one of the directories, unless somebody cleared them.</summary>
    public async Task ConfirmAsync(RangeCopyHeader header, CancellationToken cancellationToken)
    {
        foreach (var place in new[] { directory, snapshot })
        {
            if (place is not null && (await place.ReadAsync(header.Url, cancellationToken)).Copy is { } copy && copy.Header.Sha256 == header.Sha256)
            {
                await KeepAsync(copy with { Header = header }, cancellationToken);
                return;
            }
        }
    }

    private async Task<LoadedList?> LoadAsync(RangeDirectory? place, PublishedList list, CancellationToken cancellationToken)
    {
        if (place is null)
            return null;

        var (copy, problem) = await place.ReadAsync(list.Url, cancellationToken);
        if (copy is null)
        {
            if (problem is not null)
                logger.RangeCopyIgnored(list.Url, problem);
            return null;
        }

        if (copy.Header.ConfirmedAt > time.GetUtcNow() + ClockTolerance)
            problem = "its date is in the future";
        else if (IpRangeParser.TryParse(copy.Body, list.Format, out var parsed, out problem))
            return new LoadedList(parsed, copy.Header);

        logger.RangeCopyIgnored(list.Url, problem);
        return null;
    }

    private void Complain(string problem)
    {
        if (!_isComplaining)
            logger.RangesInMemory(LogLevel.Warning, $"the directory cannot be written to ({problem})");
        _isComplaining = true;
    }
}

/// <summary>A list in use, and where it comes from.</summary>
internal sealed record LoadedList(IpRangeList List, RangeCopyHeader Header);
