namespace CrawlGate.AspNetCore;

/// <summary>Turns the configured entries (addresses, prefixes, presets, files of prefixes) into what is looked up.</summary>
internal static class TrustedProxyEntries
{
    private const string FileEntry = "file:";
    private const long MaxFileLength = 1024 * 1024;
    private const int MaxFileErrors = 10;

    /// <summary>Compiles the entries; null when one is wrong, and then all mistakes are among the errors.</summary>
    public static TrustedProxies? Compile(IReadOnlyList<string> entries, string key, SettingErrors errors)
    {
        var before = errors.All.Count;
        var ranges = new List<AddressRange>();
        for (var i = 0; i < entries.Count; i++)
        {
            foreach (var error in Add(entries[i] ?? "", ranges))
                errors.Add($"{key}:{i}", error);
        }

        var addresses = new IntervalSet<UInt128>(ranges.Select(range => (range.First, range.Last)));
        if (addresses.Intervals.Any(interval => new AddressRange(interval.First, interval.Last).HoldsEverybody))
            errors.Add(key, "the entries together trust everybody, and then anybody could forge any address");
        return errors.All.Count == before ? new TrustedProxies(addresses) : null;
    }

    private static List<string> Add(string entry, List<AddressRange> ranges)
    {
        var text = entry.Trim();
        if (text.StartsWith(FileEntry, StringComparison.OrdinalIgnoreCase))
            return AddFile(text[FileEntry.Length..].Trim(), ranges);

        if (TrustedProxyPreset.Find(text) is { } preset)
        {
            foreach (var prefix in preset.Prefixes)
                AddRange(prefix, ranges);
            return [];
        }

        var error = AddRange(text, ranges);
        // What has no digit, colon or dot was meant as a name.
        if (error is not null && text.Length > 0 && text.All(char.IsAsciiLetter))
            error = $"is not a known name; these are: {string.Join(", ", TrustedProxyPreset.All.Select(known => known.Name))}";
        return error is null ? [] : [$"'{text}' {error}"];
    }

    private static string? AddRange(ReadOnlySpan<char> text, List<AddressRange> ranges)
    {
        if (AddressRange.TryParse(text, out var range, out var error))
            ranges.Add(range);
        return error;
    }

    private static List<string> AddFile(string path, List<AddressRange> ranges)
    {
        if (path.Length == 0)
            return [$"'{FileEntry}' names no file"];

        string[] lines;
        try
        {
            if (new FileInfo(path).Length > MaxFileLength)
                return [$"'{path}' is longer than {MaxFileLength} bytes"];
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [$"'{path}' cannot be read: {exception.Message}"];
        }

        var errors = new List<string>();
        var before = ranges.Count;
        for (var i = 0; i < lines.Length; i++)
        {
            var text = lines[i].Split('#', 2)[0].Trim();
            if (text.Length > 0 && AddRange(text, ranges) is { } error)
                errors.Add($"'{path}', line {i + 1}: '{text}' {error}");
        }

        if (errors.Count > MaxFileErrors)
            return [.. errors.Take(MaxFileErrors), $"'{path}' has {errors.Count - MaxFileErrors} more lines like these"];
        // An empty list is more likely a download that failed than a wish.
        return errors.Count == 0 && ranges.Count == before ? [$"'{path}' holds no prefix"] : errors;
    }
}
