using System.Security.Cryptography;

namespace CrawlGate.AspNetCore;

/// <summary>
/// Notices that files were changed by reading them every few seconds. File system events would be quicker and are lost where
/// configuration usually lives: on bind mounts, on network shares and behind the links that containers' volumes are replaced by.
/// Times of change are not looked at for the same reason.
/// </summary>
internal sealed class FileChanges(TimeProvider time)
{
    /// <summary>How often files are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _seen = [];

    /// <summary>Remembers the files as they are now, so that only later changes count.</summary>
    public void Remember(IEnumerable<string> files) => FindChanged(files);

    /// <summary>Waits until one of the files differs from when it was last read; which those are is asked anew each time.</summary>
    public async Task WaitAsync(Func<IEnumerable<string>> files, CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(Interval, time, cancellationToken);
        }
        while (!FindChanged(files()));
    }

    private bool FindChanged(IEnumerable<string> files)
    {
        var changed = false;
        lock (_lock)
        {
            foreach (var file in files)
            {
                if (TryHash(file) is not { } hash)
                    continue;

                changed |= _seen.TryGetValue(file, out var before) && !hash.AsSpan().SequenceEqual(before);
                _seen[file] = hash;
            }
        }

        return changed;
    }

    /// <summary>Null while the file is missing or being written; it counts as changed when it is back and differs.</summary>
    private static byte[]? TryHash(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return SHA256.HashData(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
